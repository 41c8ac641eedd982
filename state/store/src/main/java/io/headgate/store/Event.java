package io.headgate.store;

import org.jspecify.annotations.Nullable;

/** A change of one key, as watchers get it. */
public sealed interface Event {
    /** The key after the change; of a deleted key only {@code key} and {@code modRevision} say something. */
    KeyValue current();

    /** The key before the change; null if it was absent or is no longer known because of compaction. */
    @Nullable
    KeyValue previous();

    /** It was written. */
    record Put(KeyValue current, @Nullable KeyValue previous) implements Event {}

    /** It was deleted. */
    record Delete(KeyValue current, @Nullable KeyValue previous) implements Event {}
}
