package io.headgate.property;

/** Eight values drawn together. */
public record Tuple8<A, B, C, D, E, F, G, H>(
        A value1, B value2, C value3, D value4, E value5, F value6, G value7, H value8) {}
