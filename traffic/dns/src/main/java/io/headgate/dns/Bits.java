package io.headgate.dns;

/** Parts of addresses before and after a prefix. Stateless. */
final class Bits {
    private Bits() {}

    /** What stands in {@code bits} after its first {@code length} bits, {@code 0..32}. */
    static int afterPrefix32(int bits, int length) {
        return length == 32 ? 0 : bits & (-1 >>> length);
    }

    /** What stands in the high half of 128 bits after the first {@code length} bits, {@code 0..128}. */
    static long afterPrefixHigh(long high, int length) {
        return length >= 64 ? 0 : high & (-1L >>> length);
    }

    /** What stands in the low half of 128 bits after the first {@code length} bits, {@code 0..128}. */
    static long afterPrefixLow(long low, int length) {
        if (length <= 64) {
            return low;
        }
        return length == 128 ? 0 : low & (-1L >>> (length - 64));
    }
}
