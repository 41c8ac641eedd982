package io.headgate.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from {@code from}, included, to {@code to}, excluded.
 *
 * @param to null for no end
 */
public record KeyRange(Bytes from, @Nullable Bytes to) {
    private static final Bytes ZERO = Bytes.wrap(new byte[1]);

    /** Every key. */
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

    /** One key. */
    public static KeyRange of(Bytes key) {
        return new KeyRange(key, successor(key));
    }

    /** The key right after a key. */
    static Bytes successor(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.toArray(), key.size() + 1));
    }

    /** All keys that begin so. */
    public static KeyRange prefix(Bytes prefix) {
        byte[] end = prefix.toArray();
        for (int last = end.length - 1; last >= 0; last--) {
            if (end[last] != (byte) 0xff) {
                end[last]++;
                return new KeyRange(prefix, Bytes.wrap(Arrays.copyOf(end, last + 1)));
            }
        }
        return new KeyRange(prefix, null);
    }

    /**
     * As etcd's requests write it: no {@code rangeEnd} is the one key, a single zero byte is no end, anything else is
     * the first key after the range.
     */
    public static KeyRange ofEtcd(Bytes key, Bytes rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return of(key);
        }
        return new KeyRange(key, rangeEnd.equals(ZERO) ? null : rangeEnd);
    }

    /** Whether it is one key only: nothing fits between the key and its successor. */
    public boolean isPoint() {
        return to != null && to.size() == from.size() + 1 && to.at(from.size()) == 0 && to.startsWith(from);
    }

    public boolean contains(Bytes key) {
        return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
    }

    /** Whether there is no key in it. */
    public boolean isEmpty() {
        return to != null && from.compareTo(to) >= 0;
    }

    /** Whether a key that is not below the start is in it, or the first after it. */
    boolean touches(Bytes key) {
        return to == null || to.compareTo(key) >= 0;
    }

    /** From this range's start to the later of both ends. */
    KeyRange joined(KeyRange upper) {
        boolean isLonger = to == null || (upper.to != null && upper.to.compareTo(to) <= 0);
        return isLonger ? this : new KeyRange(from, upper.to);
    }
}
