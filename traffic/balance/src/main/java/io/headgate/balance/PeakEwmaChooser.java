package io.headgate.balance;

/**
 * {@link Policy.PeakEwma}. The cost of an endpoint is its {@link PeakLatency} times one more than its requests in flight,
 * the latter divided by its weight over the mean weight. (Dividing the whole product by the weight would count weights
 * twice, since they already decide what is drawn: in an idle pool the heavier of two would get everything.)
 *
 * <p>An endpoint without a known latency costs nothing while idle and more than any other while it is busy: it gets one
 * request at a time until the first answer.
 */
final class PeakEwmaChooser implements Chooser {
    /** Beyond a century of nanoseconds times any load. */
    private static final double UNKNOWN_AND_BUSY = 1e30;

    private final WeightedDraw draw;
    private final double halfLivesPerNano;
    private double meanWeight;

    PeakEwmaChooser(int capacity, double halfLivesPerNano) {
        this.draw = new WeightedDraw(capacity);
        this.halfLivesPerNano = halfLivesPerNano;
    }

    @Override
    public void rebuild(Tier tier) {
        draw.rebuild(tier);
        long total = 0;
        for (int slot = 0; slot < tier.size(); slot++) {
            total += tier.weight(slot);
        }
        meanWeight = (double) total / Math.max(1, tier.size());
    }

    @Override
    public int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos) {
        int first = draw.at(randomBits);
        int second = draw.otherThan(first, randomBits >>> 32);
        boolean firstBlocked = tier.blocked(first, tried);
        boolean secondBlocked = tier.blocked(second, tried);
        if (firstBlocked && secondBlocked) {
            return tier.scan(second, tried);
        }
        if (firstBlocked || secondBlocked) {
            return firstBlocked ? second : first;
        }
        return cost(tier, second, nowNanos) < cost(tier, first, nowNanos) ? second : first;
    }

    private double cost(Tier tier, int slot, long nowNanos) {
        var state = tier.state(slot);
        double latencyNanos = state.latencyNanos(nowNanos, halfLivesPerNano);
        double load = state.inFlight() * meanWeight / tier.weight(slot);
        if (latencyNanos == 0 && load > 0) {
            return UNKNOWN_AND_BUSY * load;
        }
        return latencyNanos * (1 + load);
    }
}
