package io.headgate.property;

/** Three values drawn together. */
public record Tuple3<A, B, C>(A value1, B value2, C value3) {}
