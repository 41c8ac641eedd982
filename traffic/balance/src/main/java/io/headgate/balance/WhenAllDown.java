package io.headgate.balance;

/** What to do when no endpoint that takes new work is available. */
public enum WhenAllDown {
    /** Use all that ever passed a check: more often the check is wrong than every endpoint dead. */
    USE_ALL,
    /** {@link Balancer#pick} answers {@link Balancer#NONE}. */
    REFUSE
}
