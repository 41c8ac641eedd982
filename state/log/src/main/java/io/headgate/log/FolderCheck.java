package io.headgate.log;

import io.headgate.disk.Disk;
import java.util.List;

/** Reads all that a log and its checkpoints have in a folder, and changes nothing. */
@SuppressWarnings("DoNotCallSuggester")
public final class FolderCheck {
    private FolderCheck() {}

    /** Everything that is not as it should be, by file and offset; empty if all is well. Files of others are not looked at. */
    public static List<Finding> verify(Disk disk, LogIdentity identity) {
        throw new UnsupportedOperationException();
    }
}
