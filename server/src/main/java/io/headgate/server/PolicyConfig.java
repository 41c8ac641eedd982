package io.headgate.server;

/** How a pool chooses an endpoint. */
public sealed interface PolicyConfig {

    /** In turn, in proportion to weights. */
    record RoundRobin() implements PolicyConfig {}

    /** The one with fewer running requests of two drawn at random. */
    record LeastRequest() implements PolicyConfig {}

    /** The one with the lower expected latency of two drawn at random. */
    record PeakEwma() implements PolicyConfig {}

    /** At random, in proportion to weights. */
    record Random() implements PolicyConfig {}

    /** The same endpoint for the same key, by consistent hashing. */
    record Maglev(HashKey hash) implements PolicyConfig {}

    /** What a request is hashed by. */
    sealed interface HashKey {

        /** The client's address. */
        record SourceAddress() implements HashKey {}

        /** A header's value; {@code name} is lower case. */
        record Header(String name) implements HashKey {}

        /** A cookie's value. */
        record Cookie(String name) implements HashKey {}

        /** The normalised path. */
        record Path() implements HashKey {}
    }
}
