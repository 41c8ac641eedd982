package io.headgate.balance;

/** A {@link Policy} at work in one {@link Tier}. Confined to one event loop; {@code choose} allocates nothing. */
sealed interface Chooser permits TurnChooser, RandomChooser, LeastRequestChooser, PeakEwmaChooser, MaglevChooser {

    /** The tier's usable endpoints or their weights have changed. */
    void rebuild(Tier tier);

    /**
     * A slot of {@code tier} that is not blocked, or -1 if there is none.
     *
     * @param tier not empty, and not changed since {@link #rebuild}
     */
    int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos);
}
