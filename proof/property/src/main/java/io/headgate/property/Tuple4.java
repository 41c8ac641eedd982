package io.headgate.property;

/** Four values drawn together. */
public record Tuple4<A, B, C, D>(A value1, B value2, C value3, D value4) {}
