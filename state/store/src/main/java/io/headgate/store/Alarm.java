package io.headgate.store;

/** Something wrong with a member that the whole cluster has to know. */
public record Alarm(long member, Kind kind) {
    public enum Kind {
        /** There is no room: writes are refused, deletes and compaction go on. */
        NO_SPACE,
        /** A member's state differs from the others'. */
        CORRUPT
    }
}
