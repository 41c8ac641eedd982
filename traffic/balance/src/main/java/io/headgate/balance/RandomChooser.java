package io.headgate.balance;

/** {@link Policy.Random}. */
final class RandomChooser implements Chooser {
    /** Draws before looking at one after the other; with half the endpoints blocked, 1 in 16 picks gets that far. */
    private static final int DRAWS = 4;

    private final WeightedDraw draw;

    RandomChooser(int capacity) {
        draw = new WeightedDraw(capacity);
    }

    @Override
    public void rebuild(Tier tier) {
        draw.rebuild(tier);
    }

    @Override
    public int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos) {
        long bits = randomBits;
        int slot = draw.at(bits);
        for (int i = 1; tier.blocked(slot, tried); i++) {
            if (i == DRAWS) {
                return tier.scan(slot, tried);
            }
            bits = KeyHash.mix(bits);
            slot = draw.at(bits);
        }
        return slot;
    }
}
