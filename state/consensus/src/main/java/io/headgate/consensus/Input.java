package io.headgate.consensus;

/** What happens to a {@link Paxos}. */
public sealed interface Input {
    /** Time has passed. Wanted at {@link Paxos#nextTickNanos}; harmless at any other time. */
    record Tick() implements Input {}

    /** A message from another member. Who sent it is known for certain: the shell authenticates. */
    record Received(long from, Message message) implements Input {}

    /**
     * Commands to be chosen as one entry, at the leader. Answered in the same step by {@link Effect.Proposed} or
     * {@link Effect.Refused}.
     *
     * @param tag the caller's, given back with the answer
     */
    record Propose(long tag, Payload commands) implements Input {}

    /** Asks up to which slot a reader must have applied to read what is current; at the leader. */
    record Read(long tag) implements Input {}

    /** Everything of {@link Effect.Persist} and {@link Effect.InstallSnapshot} up to this sequence is durable. */
    record Persisted(long sequence) implements Input {}

    /** A checkpoint that covers the log up to this slot is durable: these entries are not needed any more. */
    record Compacted(long throughSlot) implements Input {}

    /** Proposes the next membership, at the leader. Answered like {@link Propose}. */
    record ChangeMembership(long tag, Membership next) implements Input {}

    /** Makes this voter lead instead, at the leader. Answered by {@link Effect.TransferEnded}. */
    record TransferLeadership(long to) implements Input {}

    /**
     * The leader's disk takes no more entries: makes the voter lead that has most of its log on its disk, if that is more
     * than this member has. Answered by {@link Effect.TransferEnded} if there is such a voter, otherwise by nothing.
     */
    record StepAside() implements Input {}

    /** The answer to {@link Effect.ReadSnapshot}. */
    record SnapshotRead(long to, SnapshotPart part) implements Input {}

    /**
     * The answer to {@link Effect.StorePart}, when it is stored.
     *
     * @param end where the next part begins; less than the part's end if it could not be stored
     */
    record PartStored(long slot, long end) implements Input {}
}
