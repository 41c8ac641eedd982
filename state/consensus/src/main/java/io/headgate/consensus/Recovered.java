package io.headgate.consensus;

import java.util.List;

/**
 * What a member finds on its disk when it starts.
 *
 * <p>A vote whose checksum is wrong is a {@link Faulty} one, unless it is surely the torn end of a write that was never
 * reported as persisted: only that may be left out. If a slot is found more than once the last one written counts.
 *
 * @param hardState the last one written
 * @param compactedThrough the last slot that the checkpoint covers, 0 without one
 * @param membership as of that slot; {@link Membership#NONE} for a member that is to join and knows nobody
 * @param votes in the order of their slots, each slot once; those the checkpoint covers may be left out
 */
public record Recovered(HardState hardState, long compactedThrough, Membership membership, List<Vote> votes) {
    public Recovered {
        if (compactedThrough < 0) {
            throw new IllegalArgumentException("compactedThrough: " + compactedThrough + " (expected: 0 or more)");
        }
        votes = List.copyOf(votes);
        for (int i = 1; i < votes.size(); i++) {
            if (votes.get(i - 1).slot() >= votes.get(i).slot()) {
                throw new IllegalArgumentException("votes: " + votes.get(i) + " after " + votes.get(i - 1)
                        + " (expected: in the order of their slots, each once)");
            }
        }
    }

    /** A founding member that starts for the first time. All founding members are given the same membership. */
    public static Recovered founding(Membership membership) {
        return new Recovered(HardState.INITIAL, 0, membership, List.of());
    }

    /** A member that starts for the first time and that a leader will tell everything. */
    public static Recovered joining() {
        return founding(Membership.NONE);
    }

    /**
     * A member whose hard state is lost or cannot be read. What it promised is not known, so it must never promise,
     * vote or stand again under this id; its votes are worth nothing for the same reason and are dropped. It learns
     * like a learner, and stays so over restarts, until the cluster has removed it and it has joined anew, with an
     * empty disk and another id.
     */
    public static Recovered forgetful(long compactedThrough, Membership membership) {
        return new Recovered(
                new HardState(Ballot.NONE, Ballot.NONE, 0, 0, true), compactedThrough, membership, List.of());
    }
}
