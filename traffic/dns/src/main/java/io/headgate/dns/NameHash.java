package io.headgate.dns;

/**
 * The hash of names, in lower case and from their end, so that one pass over a name gives the hash of each of its suffixes.
 *
 * <p>It is not keyed: what is in a table is the operator's. A stranger who looks for collisions finds at most the longest run of
 * occupied slots, which he cannot lengthen.
 */
final class NameHash {
    static final int EMPTY = 0;

    private NameHash() {}

    /** The hash of an octet string that has one octet more in front. */
    static int extend(int hash, byte lowerCaseOctet) {
        return hash * 31 + lowerCaseOctet + 1;
    }

    static int of(byte[] wire) {
        int hash = EMPTY;
        for (int i = wire.length - 1; i >= 0; i--) {
            hash = extend(hash, Ascii.lowerCase(wire[i]));
        }
        return hash;
    }

    /** Makes all bits of a hash matter to the low ones. */
    static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
