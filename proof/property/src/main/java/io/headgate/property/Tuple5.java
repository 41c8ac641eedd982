package io.headgate.property;

/** Five values drawn together. */
public record Tuple5<A, B, C, D, E>(A value1, B value2, C value3, D value4, E value5) {}
