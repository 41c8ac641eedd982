package io.headgate.etcd;

import io.headgate.store.Bytes;
import io.headgate.store.KeyRange;
import io.headgate.store.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keys that {@link EtcdStore} keeps for itself in a cluster. Its users do not see them: ranges are read, deleted and
 * compared around them, or every commit would change what somebody has read.
 */
final class Reserved {
    private static final String TEXT = "\0headgate/";

    /** What they all begin with: a zero byte, so that ranges of readable keys never have to be cut in two. */
    static final KeyRange KEYS = KeyRange.prefix(Bytes.of(TEXT));

    /** The least key there can be. */
    private static final Bytes LEAST = Operations.bytes(Operations.LEAST_KEY);

    private Reserved() {}

    /** The key that is there since a transaction has committed. */
    static Bytes marker(TransactionId id) {
        return Bytes.of(TEXT + "commit/" + id);
    }

    /** The key whose creation is the fencing token of a lease. */
    static Bytes fence(long lease) {
        return Bytes.of(TEXT + "lease/" + String.format(Locale.ROOT, "%016x", lease));
    }

    /** @throws IllegalArgumentException if the key is one of them */
    static void requireFree(Bytes key) {
        if (KEYS.contains(key)) {
            throw new IllegalArgumentException(
                    "key: " + key + " (expected: none that begins with " + KEYS.from() + ", which is reserved)");
        }
    }

    /** The range without them: none, one or two ranges that are not empty, in order. */
    static List<KeyRange> around(KeyRange range) {
        Bytes from = range.from().isEmpty() ? LEAST : range.from();
        var pieces = new ArrayList<KeyRange>(2);
        add(pieces, from, lower(range.to(), KEYS.from()));
        add(pieces, from.compareTo(end()) < 0 ? end() : from, range.to());
        return pieces;
    }

    private static void add(List<KeyRange> pieces, Bytes from, @Nullable Bytes to) {
        var piece = new KeyRange(from, to);
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
    }

    private static Bytes lower(@Nullable Bytes one, Bytes other) {
        return one == null || other.compareTo(one) < 0 ? other : one;
    }

    private static Bytes end() {
        Bytes end = KEYS.to();
        if (end == null) {
            throw new IllegalStateException("no key after " + KEYS.from());
        }
        return end;
    }
}
