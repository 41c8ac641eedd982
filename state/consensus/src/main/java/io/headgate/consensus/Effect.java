package io.headgate.consensus;

import java.util.List;

/** What a {@link Paxos} wants done. The shell carries effects out in the order in which they come. */
public sealed interface Effect {
    /**
     * To be made durable, then reported with {@link Input.Persisted}. Sequences rise by one; what is durable must be a
     * prefix of them, and within one a prefix of: entries in their order, then the hard state. A slot that is written
     * again is replaced; slots that are not mentioned stay.
     */
    record Persist(long sequence, List<Entry> entries, HardState hardState) implements Effect {
        public Persist {
            entries = List.copyOf(entries);
        }
    }

    /** To be sent, now: what the message states is durable, or need not be. May be lost, doubled and overtaken. */
    record Send(long to, Message message) implements Effect {}

    /** Chosen for ever. They come in the order of their slots, without gaps, from the checkpoint on. */
    record Chosen(Entry entry) implements Effect {}

    /**
     * The proposal has this slot in this member's ballot. It is chosen if this member still leads that ballot when
     * {@link Chosen} comes to the slot. If it lost leadership in between nobody knows: the entry may come in this slot.
     */
    record Proposed(long tag, long slot, Ballot ballot) implements Effect {}

    /** Surely not done, and not going to be. {@code leader} is who may do it, 0 if unknown. */
    record Refused(long tag, Refusal reason, long leader) implements Effect {}

    /** Who has applied everything up to this slot reads what was current when it asked. */
    record ReadReady(long tag, long slot) implements Effect {}

    /** Whom this member follows; itself if it leads. {@code leader} is 0 if it knows none. */
    record LeadershipChanged(long leader, Ballot ballot) implements Effect {}

    /** A transfer of leadership is over; if it is not done this member goes on to lead. */
    record TransferEnded(long to, boolean isDone) implements Effect {}

    /**
     * To be read from a checkpoint and answered with {@link Input.SnapshotRead}.
     *
     * @param slot which checkpoint; 0 for the newest. If it is not there any more the newest from its begin will do
     */
    record ReadSnapshot(long to, long slot, long offset, int mostBytes) implements Effect {}

    /**
     * To be stored aside, and answered with {@link Input.PartStored} once it is durable. A part at offset 0 begins anew.
     * Before the last part is reported the whole is checked; if it is damaged, {@code end} is 0.
     */
    record StorePart(SnapshotPart part) implements Effect {}

    /**
     * The checkpoint that was stored aside takes the place of everything up to its slot, at once for whoever applies
     * entries, and durably, in the order of sequences, before {@link Input.Persisted}.
     */
    record InstallSnapshot(long sequence, long slot, Membership membership) implements Effect {}
}
