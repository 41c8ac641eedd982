package io.headgate.property;

/** Two values drawn together. */
public record Tuple2<A, B>(A value1, B value2) {}
