package io.headgate.store;

/** How a commit ended. */
public sealed interface CommitOutcome {

    /**
     * All writes are there since {@code revision}, which is this commit's own; of a transaction without writes the
     * revision it read at.
     */
    record Committed(long revision) implements CommitOutcome {}

    /**
     * Definitely not applied: {@code key} was modified after {@code startedAt}, last at {@code modifiedAt}; it is the lowest
     * such key. Retry from a new begin.
     */
    record Conflict(Bytes key, long modifiedAt, long startedAt) implements CommitOutcome {}

    /**
     * Not applied by this attempt: the transaction began at {@code startedAt}, and what changed up to {@code forgottenThrough}
     * is not known any more. Retry from a new begin; but whether an attempt before this one under the same id was
     * applied may be forgotten, too.
     */
    record TooOld(long startedAt, long forgottenThrough) implements CommitOutcome {}

    /** May or may not have been applied, or be so later. Retry under the same id only. */
    record Unknown(TransactionId id, String why) implements CommitOutcome {}
}
