package io.headgate.consensus;

import java.util.List;

/**
 * What members tell each other. Any of them may be lost, come twice, late, or after one that was sent later. Every
 * message names the ballot it is about.
 */
public sealed interface Message {
    Ballot ballot();

    /** Would you promise this ballot? Changes nothing at who is asked. {@code from} as in {@link Prepare}. */
    record PreVote(Ballot ballot, long from) implements Message {}

    /**
     * The answer to {@link PreVote}.
     *
     * @param promised what a ballot has to be above
     * @param chosenThrough what who asked may {@link Fetch} if it knows less
     */
    record PreVoteAnswer(Ballot ballot, boolean isGranted, Ballot promised, long chosenThrough) implements Message {}

    /**
     * Phase 1a. Promise to vote in no lower ballot, and tell your votes from this slot on.
     *
     * @param from what is chosen below it the candidate knows
     * @param released the ballot whose leader told the candidate to stand, so that nobody need stay loyal to it;
     *     {@link Ballot#NONE} if none did
     */
    record Prepare(Ballot ballot, long from, Ballot released) implements Message {}

    /**
     * Phase 1b, or a part of it: the votes in the slots {@code from} to {@code next - 1}, and none is left out. The
     * candidate asks for the rest by a {@link Prepare} from {@code next} on.
     *
     * @param logBallot as in {@link HardState}, as is {@code opening}
     * @param chosenThrough votes up to there are for what was chosen
     * @param last the last slot with a vote
     */
    record Promise(
            Ballot ballot,
            long from,
            long next,
            long last,
            Ballot logBallot,
            long opening,
            long chosenThrough,
            List<Vote> votes)
            implements Message {
        public Promise {
            votes = List.copyOf(votes);
        }
    }

    /** No: this ballot is promised. */
    record Reject(Ballot ballot, Ballot promised) implements Message {}

    /**
     * Phase 2a for a run of slots, the news of what is chosen, and the sign that the leader is there. The entries are
     * all of {@code ballot}, without gaps; there may be none.
     *
     * @param opening the slot of the leader's first entry of its own, see {@link HardState}
     * @param round answers to a later round prove that the leader led when it began
     * @param first the slot of the first entry, or where the next one would be
     */
    record Accept(Ballot ballot, long opening, long chosenThrough, long round, long first, List<Entry> entries)
            implements Message {
        public Accept {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Phase 2b for all slots up to {@code through}: votes in this ballot, or known to be chosen, and durable.
     *
     * @param wanted the slot to go on from, if an {@link Accept} began too late; otherwise 0
     * @param round the last one seen
     * @param counts false if it learns only: {@link Recovered#forgetful}
     */
    record Voted(Ballot ballot, long through, long wanted, long round, boolean counts) implements Message {}

    /**
     * From who hears no leader: tell what is chosen from this slot on, whoever you are.
     *
     * @param snapshotSlot if a checkpoint has begun to come in which; otherwise 0
     * @param offset where its next part begins
     */
    record Fetch(Ballot ballot, long from, long snapshotSlot, long offset) implements Message {}

    /** The answer to {@link Fetch}: chosen entries without gaps, of any ballots, and up to where there are more. */
    record Learn(Ballot ballot, List<Entry> entries, long chosenThrough) implements Message {
        public Learn {
            entries = List.copyOf(entries);
        }
    }

    /** The answer to {@link Fetch} where such entries begin too late: a part of a checkpoint. */
    record Part(Ballot ballot, SnapshotPart part) implements Message {}

    /** From a leader that hands over: stand at once. */
    record StandNow(Ballot ballot) implements Message {}

    /** A part of the leader's checkpoint; {@code opening} as in {@link Accept}. */
    record Install(Ballot ballot, long opening, SnapshotPart part) implements Message {}

    /** What is stored of the checkpoint of this slot, so that the next part begins at {@code end}. */
    record Stored(Ballot ballot, long slot, long end) implements Message {}
}
