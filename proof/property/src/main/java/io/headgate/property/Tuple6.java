package io.headgate.property;

/** Six values drawn together. */
public record Tuple6<A, B, C, D, E, F>(A value1, B value2, C value3, D value4, E value5, F value6) {}
