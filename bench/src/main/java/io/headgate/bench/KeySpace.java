package io.headgate.bench;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The keys of a store under load and what each must hold by what was acknowledged: 32 bytes of key, 256 bytes of value
 * that begin with a tag no other write has. Confined to one thread.
 */
final class KeySpace {
    static final int KEY_BYTES = 32;
    static final int VALUE_BYTES = 256;
    /** First key behind all of ours: the prefix with its last character, the slash, one up. */
    static final String END = "bench0";

    private static final String KEY_ZEROS = "bench/00000000000000000000000000";
    private static final HexFormat HEX = HexFormat.of();
    private static final int TAG_DIGITS = 16;
    private static final String FILLER = filler();

    private final long[] tags;
    private final long[] modRevisions;
    private long lastTag;
    private long written;

    KeySpace(int size) {
        this.tags = new long[size];
        this.modRevisions = new long[size];
    }

    int size() {
        return tags.length;
    }

    /** Writes acknowledged, each of which has a revision of its own. */
    long written() {
        return written;
    }

    static String key(int index) {
        // String.format would cost more than the rest of a call.
        var digits = Integer.toString(index);
        return KEY_ZEROS.substring(0, KEY_BYTES - digits.length()) + digits;
    }

    /** A tag that no write has yet. */
    long newTag() {
        lastTag++;
        return lastTag;
    }

    static String value(long tag) {
        return HEX.toHexDigits(tag) + FILLER;
    }

    /** The tag that a value begins with; 0, which no write has, when it is none of ours. */
    static long tagOf(String value) {
        return value.endsWith(FILLER) && value.length() == VALUE_BYTES
                ? HexFormat.fromHexDigitsToLong(value, 0, TAG_DIGITS)
                : 0;
    }

    /** Takes note that a write of its own was acknowledged. */
    void acknowledged(int index, long tag, long revision) {
        filled(index, tag, revision);
        written++;
    }

    /** Takes note of one of many keys that were written together. */
    void filled(int index, long tag, long revision) {
        tags[index] = tag;
        modRevisions[index] = revision;
    }

    String expectedValue(int index) {
        return value(tags[index]);
    }

    /** Revision of the last acknowledged write. */
    long modRevision(int index) {
        return modRevisions[index];
    }

    /** What differs between the keys that a store has and what it acknowledged; empty when nothing does. */
    List<String> differences(List<Etcd.KeyValue> stored) {
        var differences = new ArrayList<String>();
        if (stored.size() != tags.length) {
            differences.add(stored.size() + " keys stored (expected: " + tags.length + ")");
        }
        for (int index = 0; index < Math.min(stored.size(), tags.length) && differences.size() < 3; index++) {
            var one = stored.get(index);
            if (!one.key().equals(key(index)) || !one.value().equals(expectedValue(index))) {
                differences.add("key " + one.key() + " has write " + tagOf(one.value()) + " (expected: " + key(index)
                        + " with write " + tags[index] + ")");
            }
        }
        return differences;
    }

    /** The same printable bytes in every run. */
    private static String filler() {
        return new Random(1)
                .ints(VALUE_BYTES - TAG_DIGITS, '!', '~' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
