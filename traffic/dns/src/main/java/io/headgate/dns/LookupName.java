package io.headgate.dns;

/**
 * A name being looked up: its octets in lower case, where its labels begin, and the hash of each suffix. Reusable and without
 * allocation after construction; confined to one thread.
 */
final class LookupName {
    private static final int MAX_LABELS = 127;

    /** With the root's empty label; {@code length} octets of it have meaning. */
    final byte[] octets = new byte[DnsName.MAX_OCTETS];

    private final int[] starts = new int[MAX_LABELS + 1];
    private final int[] hashes = new int[MAX_LABELS + 1];
    private int length;
    private int labels;

    /**
     * Reads a name without compression from {@code message[from..to)}.
     *
     * @return the index behind it, or -1 if it is none: then nothing of this object has meaning
     */
    int read(byte[] message, int from, int to) {
        int count = 0;
        int at = from;
        int most = Math.min(to, from + DnsName.MAX_OCTETS);
        while (at < most) {
            int label = message[at];
            octets[at - from] = (byte) label;
            if (label == 0) {
                labels = count;
                starts[count] = at - from;
                length = at - from + 1;
                hash();
                return at + 1;
            }
            // A pointer or a reserved kind of label is negative or above 63.
            if (label < 0 || label > DnsName.MAX_LABEL_OCTETS || at + label >= most) {
                return -1;
            }
            starts[count++] = at - from;
            for (int i = at + 1; i <= at + label; i++) {
                octets[i - from] = Ascii.lowerCase(message[i]);
            }
            at += 1 + label;
        }
        return -1;
    }

    private void hash() {
        int hash = NameHash.extend(NameHash.EMPTY, (byte) 0);
        hashes[labels] = hash;
        for (int label = labels - 1; label >= 0; label--) {
            for (int i = starts[label + 1] - 1; i >= starts[label]; i--) {
                hash = NameHash.extend(hash, octets[i]);
            }
            hashes[label] = hash;
        }
    }

    /** Octets with the root's. */
    int length() {
        return length;
    }

    /** Labels without the root's. */
    int labels() {
        return labels;
    }

    /** Where label {@code 0..labels()} begins; the last one is the root's. */
    int start(int label) {
        return starts[label];
    }

    /** The spread hash of the suffix from label {@code 0..labels()} on. */
    int hash(int label) {
        return NameHash.spread(hashes[label]);
    }

    /** A copy, not for the hot path. */
    DnsName toName() {
        return DnsName.ofWire(octets, 0, length);
    }
}
