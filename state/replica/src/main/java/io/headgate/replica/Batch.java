package io.headgate.replica;

import io.headgate.store.Command;
import java.util.List;

/**
 * What one slot of the log holds: things to apply that came to one member, in order.
 *
 * <p>Whoever sees its batch neither applied nor refused sends it again, under the same name, to whoever leads then. A
 * member applies a batch only if its name is after that of the last one of that origin: once at most, and never after a
 * later one.
 *
 * @param timeMillis the log's time when the leader proposed this, see {@link io.headgate.store.LogClock}
 */
record Batch(BatchName name, long timeMillis, List<Content> contents) {
    Batch {
        contents = List.copyOf(contents);
    }

    /** One thing to apply. */
    sealed interface Content {
        /** For the store. */
        record ForStore(Command command) implements Content {}

        /** For the directory: how this member is reached from now on. */
        record ForDirectory(DirectoryEntry entry) implements Content {}
    }
}
