package io.headgate.log;

import io.headgate.disk.Disk;
import java.util.ArrayList;
import java.util.List;

/** Reads all that a log and its checkpoint have in a folder, and changes nothing. */
public final class FolderCheck {
    private FolderCheck() {}

    /**
     * Everything that is not as it should be, the checkpoint first, then the log by file; empty if all is well. Files of
     * others are not looked at.
     *
     * @throws LogFormatException if a file is of another version, cluster or member
     */
    public static List<Finding> verify(Disk disk, LogIdentity identity) {
        List<Finding> findings = new ArrayList<>();
        Finding finding = CheckpointScan.in(disk, chunk -> {}).finding();
        if (finding != null) {
            findings.add(finding);
        }
        findings.addAll(LogScan.of(disk, identity).findings());
        return List.copyOf(findings);
    }
}
