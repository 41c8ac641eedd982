package io.headgate.balance;

/**
 * {@link Policy.LeastRequest}. Drawing already honours the weights, so an idle pool is used by weight exactly; comparing
 * requests in flight per weight, where the first drawn wins a tie, does so under load.
 */
final class LeastRequestChooser implements Chooser {
    private final WeightedDraw draw;
    private final int choices;

    LeastRequestChooser(int capacity, int choices) {
        this.draw = new WeightedDraw(capacity);
        this.choices = choices;
    }

    @Override
    public void rebuild(Tier tier) {
        draw.rebuild(tier);
    }

    @Override
    public int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos) {
        int drawn = draw.at(randomBits);
        int best = tier.blocked(drawn, tried) ? -1 : drawn;
        long bits = randomBits >>> 32;
        for (int i = 1; i < choices; i++) {
            drawn = draw.otherThan(drawn, bits);
            if (!tier.blocked(drawn, tried) && (best < 0 || lessLoaded(tier, drawn, best))) {
                best = drawn;
            }
            bits = KeyHash.mix(bits);
        }
        return best < 0 ? tier.scan(drawn, tried) : best;
    }

    private static boolean lessLoaded(Tier tier, int slot, int than) {
        return (long) tier.state(slot).inFlight() * tier.weight(than)
                < (long) tier.state(than).inFlight() * tier.weight(slot);
    }
}
