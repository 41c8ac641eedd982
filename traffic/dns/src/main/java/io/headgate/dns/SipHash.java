package io.headgate.dns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4: a keyed hash of 64 bits that who does not know the key cannot tell from chance. Source: Aumasson and Bernstein, "SipHash: a
 * fast short-input PRF", 2012. Immutable; used by any thread; allocates nothing.
 */
final class SipHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final int KEY_OCTETS = 16;

    private final long key0;
    private final long key1;

    /** @param key 16 octets */
    SipHash(byte[] key) {
        key0 = (long) LONG.get(key, 0);
        key1 = (long) LONG.get(key, 8);
    }

    /** The hash of {@code bytes[0..length)}. */
    long hash(byte[] bytes, int length) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int words = length >>> 3;
        for (int i = 0; i < words + 3; i++) {
            // The words, then the rest with the length in its highest octet, then two steps of finalisation.
            long word = i <= words ? word(bytes, i, length) : 0;
            if (i == words + 1) {
                v2 ^= 0xFF;
            }
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(byte[] bytes, int index, int length) {
        int at = index * 8;
        if (length - at >= 8) {
            return (long) LONG.get(bytes, at);
        }
        long word = (long) length << 56;
        for (int i = at; i < length; i++) {
            word |= (bytes[i] & 0xFFL) << (8 * (i - at));
        }
        return word;
    }
}
