package io.headgate.consensus;

/**
 * The number of an attempt to lead. Ordered by round, then by member, so that no two members ever lead the same ballot;
 * a member never leads one ballot twice, because it makes its promise for it durable before it asks anybody.
 *
 * @param round 0 for {@link #NONE} only
 * @param member the member that may lead it
 */
public record Ballot(long round, long member) implements Comparable<Ballot> {
    /** Below every ballot. */
    public static final Ballot NONE = new Ballot(0, 0);

    public Ballot {
        if (round < 0 || member < 0) {
            throw new IllegalArgumentException(
                    "ballot: round " + round + ", member " + member + " (expected: neither is negative)");
        }
    }

    /** The lowest ballot of a member in the round after this one's. */
    Ballot next(long leader) {
        return new Ballot(round + 1, leader);
    }

    /** Whether this is the higher one. */
    public boolean isAbove(Ballot other) {
        return round > other.round || (round == other.round && member > other.member);
    }

    @Override
    public int compareTo(Ballot other) {
        int rounds = Long.compare(round, other.round);
        return rounds != 0 ? rounds : Long.compare(member, other.member);
    }

    @Override
    public String toString() {
        return round + "." + member;
    }
}
