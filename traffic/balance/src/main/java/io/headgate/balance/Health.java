package io.headgate.balance;

/** What active checks say about an endpoint. */
public enum Health {
    /** Never passed. Not used, not even in panic. */
    PENDING,
    /** In use. */
    HEALTHY,
    /** Passed once, then failed too often in a row. Used in panic only. */
    UNHEALTHY
}
