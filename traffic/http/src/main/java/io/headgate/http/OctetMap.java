package io.headgate.http;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from octet strings, asked with a slice and its hash so that nothing is allocated, and so that the caller can carry one
 * hash along while it tries every prefix or suffix. Immutable; open addressing, at most half full.
 *
 * <p>The hash is not keyed: keys are the operator's. A stranger who looks for collisions finds at most the longest run of occupied
 * slots, which he cannot lengthen.
 */
final class OctetMap<V> {
    static final int EMPTY_HASH = 0;

    private final byte[][] keys;
    private final @Nullable Object[] values;
    private final boolean foldCase;
    private final int mask;
    private final int longestKey;

    /** @param foldCase whether slices match in any case; keys must then be in lower case, and hashes be taken of that */
    OctetMap(Map<String, V> entries, boolean foldCase, Order order) {
        int slots = Integer.highestOneBit(Math.max(entries.size(), 1)) * 4;
        keys = new byte[slots][];
        values = new Object[slots];
        mask = slots - 1;
        this.foldCase = foldCase;
        int longest = -1;
        for (var entry : entries.entrySet()) {
            byte[] key = Octets.ascii(entry.getKey());
            int slot = spread(order.hash(key)) & mask;
            while (values[slot] != null) {
                slot = (slot + 1) & mask;
            }
            keys[slot] = key;
            values[slot] = entry.getValue();
            longest = Math.max(longest, key.length);
        }
        longestKey = longest;
    }

    /** In which order a hash takes the octets in. */
    enum Order {
        FORWARD,
        BACKWARD;

        int hash(byte[] key) {
            int hash = EMPTY_HASH;
            for (int i = 0; i < key.length; i++) {
                hash = extend(hash, key[this == FORWARD ? i : key.length - 1 - i]);
            }
            return hash;
        }
    }

    /** The hash of a string that is one octet longer. */
    static int extend(int hash, byte octet) {
        return hash * 31 + octet + 1;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    /** The value of {@code octets[from..to)}, whose hash in this map's order is {@code hash}. */
    @SuppressWarnings("unchecked") // only a V is ever put into values
    @Nullable
    V find(byte[] octets, int from, int to, int hash) {
        int slot = spread(hash) & mask;
        while (true) {
            Object value = values[slot];
            if (value == null) {
                return null;
            }
            if (matches(keys[slot], octets, from, to)) {
                return (V) value;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean matches(byte[] key, byte[] octets, int from, int to) {
        return foldCase
                ? Octets.equalsIgnoreCase(octets, from, to, key)
                : Arrays.equals(key, 0, key.length, octets, from, to);
    }

    /** The length of the longest key, -1 if there is none. */
    int longestKey() {
        return longestKey;
    }
}
