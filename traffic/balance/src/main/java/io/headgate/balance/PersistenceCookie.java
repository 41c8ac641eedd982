package io.headgate.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of a persistence cookie: which endpoint a session is on, said so that only we can read or write it. Confined
 * to one event loop (a {@link Mac} is not thread-safe); all loops and nodes with the same secret agree.
 *
 * <p>{@value #LENGTH} characters of base64url (RFC 4648, section 5) without padding, over 30 bytes, big-endian:
 *
 * <pre>
 *  0        1                    9             14                               30
 *  | version | endpoint tag       | expires     | HMAC-SHA256 of bytes 0..13,    |
 *  | = 1     | 8 bytes            | 5 bytes, s  | first 16 bytes                 |
 * </pre>
 *
 * <p>The tag is the start of another HMAC, of the endpoint's id, so a cookie tells a client which of its sessions are
 * together and nothing else. The two keys come from the secret and the pool's name; cookies of one pool mean nothing to
 * another. About 0.3 µs per call; decoding compares in constant time and allocates nothing of its own.
 */
public final class PersistenceCookie {
    /** Bytes that {@link #encode} writes. */
    public static final int LENGTH = 40;

    /** From {@link #decode}: not a cookie of this pool under this secret. */
    public static final long INVALID = 0;

    /** From {@link #decode}: genuine, but its time is up. */
    public static final long EXPIRED = -1;

    private static final byte VERSION = 1;
    private static final int TAG_AT = 1;
    private static final int MAC_AT = 14;
    private static final int RAW_LENGTH = 30;
    private static final int MIN_SECRET_LENGTH = 32;
    private static final Range TAGS = new Range(1, Long.MAX_VALUE);
    private static final Range EXPIRIES = new Range(0, (1L << 40) - 1);
    private static final String ALGORITHM = "HmacSHA256";
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

    /** By byte: the value of a digit, or -1. */
    private static final byte[] VALUES = values();

    private final Mac seal;
    private final Mac tagger;
    private final byte[] raw = new byte[RAW_LENGTH];
    private final byte[] mac;

    /**
     * Cookies of one pool.
     *
     * @param secret at least 32 random bytes, the same on every node; not kept
     * @param pool the pool's name
     */
    public PersistenceCookie(byte[] secret, String pool) {
        if (secret.length < MIN_SECRET_LENGTH) {
            throw new IllegalArgumentException("secret of the cookies of " + pool + ": " + secret.length
                    + " bytes (expected: at least " + MIN_SECRET_LENGTH + ")");
        }
        var root = keyed(secret);
        this.seal = keyed(derive(root, "seal", pool));
        this.tagger = keyed(derive(root, "tag", pool));
        this.mac = new byte[seal.getMacLength()];
    }

    /** What stands for an endpoint in this pool's cookies. Always positive. Allocates; worth keeping. */
    public long tagOf(String endpointId) {
        long tag = (long) LONG.get(tagger.doFinal(endpointId.getBytes(StandardCharsets.UTF_8)), 0) & Long.MAX_VALUE;
        return Math.max(1, tag);
    }

    /**
     * Writes a cookie value.
     *
     * @param tag from {@link #tagOf}
     * @param expiresEpochSecond last second in which it is good, {@code 0..2^40 - 1}
     * @return the position behind it, {@code at +} {@value #LENGTH}
     */
    public int encode(long tag, long expiresEpochSecond, byte[] out, int at) {
        TAGS.check("tag", tag);
        EXPIRIES.check("expiresEpochSecond", expiresEpochSecond);
        raw[0] = VERSION;
        // Expiry first: the upper three of its eight bytes fall where the last three of the tag go.
        LONG.set(raw, MAC_AT - Long.BYTES, expiresEpochSecond);
        LONG.set(raw, TAG_AT, tag);
        computeMac();
        System.arraycopy(mac, 0, raw, MAC_AT, RAW_LENGTH - MAC_AT);
        return writeDigits(out, at);
    }

    /**
     * Reads a cookie value from {@code from} (inclusive) to {@code to} (exclusive). Any bytes are fine.
     *
     * @return a tag, {@link #INVALID} or {@link #EXPIRED}
     */
    public long decode(byte[] bytes, int from, int to, long nowEpochSecond) {
        if (to - from != LENGTH || !readDigits(bytes, from) || raw[0] != VERSION) {
            return INVALID;
        }
        computeMac();
        int difference = 0;
        for (int i = MAC_AT; i < RAW_LENGTH; i++) {
            difference |= raw[i] ^ mac[i - MAC_AT];
        }
        if (difference != 0) {
            return INVALID;
        }
        long expires = (long) LONG.get(raw, MAC_AT - Long.BYTES) & EXPIRIES.max();
        return expires < nowEpochSecond ? EXPIRED : (long) LONG.get(raw, TAG_AT);
    }

    private void computeMac() {
        try {
            seal.update(raw, 0, MAC_AT);
            seal.doFinal(mac, 0);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("a buffer of the MAC's own length is too short for it", e);
        }
    }

    /** Three bytes are four digits. */
    private int writeDigits(byte[] out, int at) {
        int to = at;
        for (int i = 0; i < RAW_LENGTH; i += 3) {
            int bits = (raw[i] & 0xFF) << 16 | (raw[i + 1] & 0xFF) << 8 | (raw[i + 2] & 0xFF);
            out[to++] = DIGITS[bits >>> 18];
            out[to++] = DIGITS[bits >>> 12 & 63];
            out[to++] = DIGITS[bits >>> 6 & 63];
            out[to++] = DIGITS[bits & 63];
        }
        return to;
    }

    private boolean readDigits(byte[] bytes, int from) {
        int at = from;
        int all = 0;
        for (int i = 0; i < RAW_LENGTH; i += 3) {
            int bits = 0;
            for (int digit = 0; digit < 4; digit++) {
                int value = VALUES[bytes[at++] & 0xFF];
                all |= value;
                bits = bits << 6 | value;
            }
            raw[i] = (byte) (bits >>> 16);
            raw[i + 1] = (byte) (bits >>> 8);
            raw[i + 2] = (byte) bits;
        }
        return all >= 0;
    }

    private static byte[] values() {
        var values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
    }

    private static Mac keyed(byte[] key) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The purposes contain no NUL, so no two (purpose, pool) run together. */
    private static byte[] derive(Mac root, String purpose, String pool) {
        return root.doFinal(("headgate persistence cookie\0" + purpose + "\0" + pool).getBytes(StandardCharsets.UTF_8));
    }
}
