package io.headgate.consensus;

/**
 * A member as it sees itself at one moment.
 *
 * @param leader whom it follows, 0 if it knows none
 * @param ballot the ballot it follows, or leads
 * @param serving whether it leads and has had an entry of its own ballot chosen
 * @param chosenThrough everything up to this slot is chosen, as far as it knows
 * @param lastSlot the last slot with a vote
 * @param compactedThrough the last slot that its checkpoint covers
 * @param firstFaulty the first slot whose entry it cannot read and does not have from others yet, 0 if there is none
 * @param isForgetful see {@link Recovered#forgetful}
 */
public record PaxosStatus(
        long self,
        Role role,
        long leader,
        Ballot ballot,
        boolean serving,
        HardState hardState,
        long chosenThrough,
        long lastSlot,
        long compactedThrough,
        long firstFaulty,
        boolean isForgetful,
        Membership membership) {
    /** What a member is doing. */
    public enum Role {
        /** Follows a leader, or waits for one. Also who does not vote. Next: {@link #PRE_CANDIDATE}. */
        FOLLOWER,
        /** Asks who would promise. Next: {@link #CANDIDATE} when a quorum would; {@link #FOLLOWER} of whoever leads. */
        PRE_CANDIDATE,
        /** Asks for promises. Next: {@link #LEADER} with a quorum of them; {@link #PRE_CANDIDATE} after a time. */
        CANDIDATE,
        /** Leads. Next: {@link #FOLLOWER} of a higher ballot, or when a quorum has not answered for a time. */
        LEADER
    }
}
