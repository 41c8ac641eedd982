package io.headgate.balance;

import java.time.Duration;

/** How one of the usable endpoints is chosen. Every policy honours weights. */
public sealed interface Policy {

    /**
     * In turn, smoothly: heavy endpoints are spread over the cycle instead of served in a row. Exact: while nothing
     * changes, a cycle of as many picks as the weights add up to gives each endpoint as many as its weight.
     * {@code O(log n)} per pick.
     */
    record RoundRobin() implements Policy {}

    /**
     * The one with the fewest requests in flight per weight, out of a few drawn at random by weight. {@code O(choices)}
     * per pick. The few are enough: two choices bring the highest load of {@code n} endpoints from
     * {@code log n / log log n} down to {@code log log n} above the mean (Mitzenmacher, "The Power of Two Choices in
     * Randomized Load Balancing", 1996), and unlike the global minimum they do not send every loop to the same endpoint.
     *
     * @param choices how many to draw, {@code 2..16}
     */
    record LeastRequest(int choices) implements Policy {
        private static final Range CHOICES = new Range(2, 16);

        public LeastRequest {
            CHOICES.check("choices", choices);
        }
    }

    /**
     * Of two drawn at random by weight, the one with the lower product of recent latency and load. {@code O(1)} per pick.
     *
     * @param halfLife how long until a past latency counts half, {@code 100 ms..10 min}
     * @see PeakLatency
     */
    record PeakEwma(Duration halfLife) implements Policy {
        private static final DurationRange HALF_LIVES =
                new DurationRange(Duration.ofMillis(100), Duration.ofMinutes(10));

        public PeakEwma {
            HALF_LIVES.check("halfLife", halfLife);
        }
    }

    /** At random, by weight. {@code O(1)} per pick. */
    record Random() implements Policy {}

    /**
     * By the key's hash: the same key to the same endpoint, on every loop and every node that knows the same pool.
     * {@code O(1)} per pick. Slow start does not apply: it would move keys twice.
     *
     * @param tableSize slots of the table: a prime in {@code 3..16777213}, at least 100 times the endpoints if shares
     *     are to be within 1% of their weights; 65537 is the usual one
     * @see MaglevTable
     */
    record Maglev(int tableSize) implements Policy {
        public Maglev {
            MaglevTable.checkSize(tableSize);
        }
    }
}
