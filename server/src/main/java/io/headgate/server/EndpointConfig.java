package io.headgate.server;

import org.jspecify.annotations.Nullable;

/**
 * One server of a pool.
 *
 * @param site the site it stands in; null: the unnamed one
 * @param weight its share against the pool's others, {@code 1..1000}
 * @param drain true: keeps the clients it has by persistence, gets no new ones
 */
public record EndpointConfig(
        Source source, Address address, @Nullable String site, int weight, boolean drain) {

    static final IntRange WEIGHT = new IntRange(1, 1_000);
    static final int DEFAULT_WEIGHT = 1;

    public EndpointConfig {
        WEIGHT.check("weight", weight);
    }
}
