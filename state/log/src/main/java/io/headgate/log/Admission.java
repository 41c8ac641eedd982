package io.headgate.log;

/** Whether a log took an entry. One that was not taken leaves no trace. */
public enum Admission {
    /** It will be written with the next sync. */
    TAKEN,
    /** As much waits to be written as the log holds. There is room again when a sync completes. */
    BUSY,
    /**
     * The disk is full. What the log holds can be read, hard state can be kept, and the log can be truncated; there is
     * room for entries again when that, or somebody else, has made the disk emptier and {@link DurableLog#maintain} has
     * noticed.
     */
    FULL
}
