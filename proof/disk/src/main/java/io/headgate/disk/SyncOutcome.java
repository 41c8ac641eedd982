package io.headgate.disk;

/** How a sync ended. */
public enum SyncOutcome {
    /** What was written before the sync began is durable. */
    DURABLE,
    /**
     * Nobody knows what is durable. What is read back afterwards says nothing about it, and another sync that succeeds
     * does not either. The safe answer is to end the process and to recover from what the disk then holds.
     */
    FAILED
}
