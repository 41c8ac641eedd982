package io.headgate.consensus;

/** Why a proposal, a read or a change was refused. All are definite: it was surely not done. */
public enum Refusal {
    /** This member does not lead. */
    NOT_LEADER,
    /** Leadership is being handed over. */
    TRANSFERRING,
    /** Too much is under way or waits to be compacted; later there is room again. */
    OVERLOADED,
    /** A change of membership waits for the one before, or for the leader to have had an entry chosen. */
    CHANGE_UNDER_WAY,
    /** This membership cannot follow the one in force: {@link Membership#problemAfter} says why. */
    NOT_ADJACENT,
    /** A learner is to become a voter and has not got the log yet. */
    NOT_CAUGHT_UP
}
