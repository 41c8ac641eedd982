package io.headgate.store;

/** What a transaction is promised. The source's write-snapshot isolation is {@link #SERIALIZABLE}. */
public enum IsolationLevel {
    /** Nothing it put or deleted was changed by another since it began; additions commute. Allows write skew. */
    SNAPSHOT,
    /** Nothing it read, gaps of ranges included, was changed by another since it began. */
    SERIALIZABLE,
    /** As {@link #SERIALIZABLE}, and it begins after all that anyone was told of before. */
    STRICT
}
