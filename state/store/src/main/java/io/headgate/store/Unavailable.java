package io.headgate.store;

import java.io.Serial;

/** A member could not do, or could not be seen to have done, what it was asked to: the world's fault, not the caller's. */
public final class Unavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Reason {
        /** There is no leader at present. Definite. */
        NO_LEADER,
        /** The leader changed or was lost while the request was under way. */
        LEADER_CHANGED,
        /** It took too long. */
        TIMEOUT,
        /** More is under way than the member takes. Definite. */
        OVERLOADED,
        /** The member stops. */
        STOPPED,
        /** The member does not vote, and only voters do this. Definite. */
        LEARNER,
        /** The disk failed. */
        DISK
    }

    private final Reason reason;
    private final boolean definite;

    /** @param definite whether the request surely was not done and never will be */
    public Unavailable(Reason reason, boolean definite, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.definite = definite;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the request surely was not done and never will be. */
    public boolean definite() {
        return definite;
    }
}
