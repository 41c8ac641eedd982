package io.headgate.property;

/** Seven values drawn together. */
public record Tuple7<A, B, C, D, E, F, G>(A value1, B value2, C value3, D value4, E value5, F value6, G value7) {}
