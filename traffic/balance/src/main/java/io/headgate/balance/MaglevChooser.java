package io.headgate.balance;

/**
 * {@link Policy.Maglev}. The table knows all endpoints with a weight, usable or not. A key whose endpoint is blocked goes
 * to the first usable one of a sequence that depends on the key alone: {@value #PROBES} more table look-ups with the hash
 * mixed again, then all endpoints in configured order from a place the hash decides. So an endpoint that goes down moves
 * its own keys, evenly over the others, and no one else's; and they return with it.
 */
final class MaglevChooser implements Chooser {
    /** With half the endpoints down, 1 key in 512 needs more. */
    private static final int PROBES = 8;

    private final MaglevTable table;

    /** Pool index by backend number of the table. */
    private final int[] backends;

    MaglevChooser(MaglevTable table, int[] backends) {
        this.table = table;
        this.backends = backends;
    }

    @Override
    public void rebuild(Tier tier) {}

    @Override
    public int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos) {
        int slot = tier.slotOf(backends[table.at(hash)]);
        if (slot >= 0 && !tier.blocked(slot, tried)) {
            return slot;
        }
        return probe(tier, hash, tried);
    }

    private int probe(Tier tier, long hash, Tried tried) {
        long key = hash;
        for (int i = 0; i < PROBES; i++) {
            key = KeyHash.mix(key);
            int slot = tier.slotOf(backends[table.at(key)]);
            if (slot >= 0 && !tier.blocked(slot, tried)) {
                return slot;
            }
        }
        int backend = (int) Math.unsignedMultiplyHigh(KeyHash.mix(key), backends.length);
        for (int i = 0; i < backends.length; i++) {
            int slot = tier.slotOf(backends[backend]);
            if (slot >= 0 && !tier.blocked(slot, tried)) {
                return slot;
            }
            if (++backend == backends.length) {
                backend = 0;
            }
        }
        return -1;
    }
}
