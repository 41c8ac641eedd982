package io.headgate.store;

import java.io.Serial;

/** A change of membership that was not made, because it makes no sense now: definite. */
public final class ChangeRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What was wrong with it. */
    public enum Reason {
        /** There is no such member. */
        UNKNOWN_MEMBER,
        /** Another member has one of these peer URLs. */
        PEER_URL_TAKEN,
        /** The member to promote votes already. */
        NOT_A_LEARNER,
        /** The learner to promote has not got the log yet. */
        NOT_CAUGHT_UP,
        /** There are as many members or learners as there may be. */
        TOO_MANY,
        /** Without this member there would be no quorum. */
        LAST_VOTER,
        /** Leadership can be given to a voter only. */
        NOT_A_VOTER
    }

    private final Reason reason;

    public ChangeRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** What was wrong with it. */
    public Reason reason() {
        return reason;
    }
}
