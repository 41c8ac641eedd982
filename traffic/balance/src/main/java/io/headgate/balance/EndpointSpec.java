package io.headgate.balance;

/**
 * One endpoint as configured.
 *
 * @param id stable identity within the pool, for example {@code east/10.0.1.10:9000}; live state follows it from one
 *     configuration to the next
 * @param site where the endpoint is; empty if the pool knows no sites
 * @param weight its share of new work relative to the others, {@code 0..1000}; 0 is the same as {@code draining}
 * @param draining takes persisted traffic only, no new work
 */
public record EndpointSpec(String id, String site, int weight, boolean draining) {
    private static final Range WEIGHTS = new Range(0, 1000);

    public EndpointSpec {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: \"\" (expected: at least one character)");
        }
        WEIGHTS.check("weight of " + id, weight);
    }

    /** Whether new work may go here at all, health aside. */
    boolean takesNewWork() {
        return weight > 0 && !draining;
    }
}
