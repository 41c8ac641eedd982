package io.headgate.dns;

import java.util.Arrays;

/**
 * Accounts of what each network has been answered lately. Confined to one thread; its memory is fixed, nothing is allocated after
 * construction, each request looks at {@link #WAYS} accounts.
 *
 * <p>Source: response rate limiting (Vixie and Schryver, 2012) for what is counted; the generic cell rate algorithm (ITU-T I.371) for
 * how. The idea: an account holds one time, when the responses given so far would have been due at the allowed rate. A response is
 * allowed if that time is not further ahead than the burst; it moves the time on by one interval. An account whose time has
 * passed is as good as none.
 *
 * <p>Where we differ: accounts stand in sets of four, found by a keyed hash that nobody outside can aim at. A set that is full gives up
 * the account whose time is the earliest: the one that is limited least. Under a flood from more networks than there are accounts some
 * responses are therefore allowed too many, never too few, but by 64-bit hashes that collide.
 *
 * <p>Worked number: 10 per second and a burst of 3: responses at 0, 0, 0 are allowed, a fourth at 0 is not, one at 100 ms is.
 */
final class RateLimiter {
    static final int WAYS = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long intervalNanos;
    private final long burstNanos;
    private final int v4Shift;
    private final int v6Shift;
    private final int slip;
    private final SipHash hash;
    private final byte[] hashed = new byte[24];

    /** Who an account is of; 0 for nobody. */
    private final long[] keys;

    /** When the responses given are due; has meaning where the key is not 0. */
    private final long[] dueNanos;

    RateLimiter(RateLimit limit, byte[] secret) {
        intervalNanos = NANOS_PER_SECOND / limit.responsesPerSecond();
        burstNanos = intervalNanos * limit.burst();
        v4Shift = 64 - limit.v4PrefixLength();
        v6Shift = 64 - limit.v6PrefixLength();
        slip = limit.slip();
        hash = new SipHash(secret);
        int size = Integer.highestOneBit(limit.buckets() * 2 - 1);
        keys = new long[size];
        dueNanos = new long[size];
    }

    /**
     * Takes one response from an account if it has one.
     *
     * @param subject what the response is about: responses with the same subject to one network share an account
     * @param nowNanos monotonic, not earlier than in the call before
     */
    boolean tryTake(ClientAddress client, long subject, long nowNanos) {
        long key = key(client, subject);
        int set = (int) key & (keys.length - 1) & -WAYS;
        int oldest = set;
        for (int i = set; i < set + WAYS; i++) {
            if (keys[i] == key) {
                return take(i, nowNanos);
            }
            if (keys[oldest] != 0 && (keys[i] == 0 || dueNanos[i] - dueNanos[oldest] < 0)) {
                oldest = i;
            }
        }
        keys[oldest] = key;
        dueNanos[oldest] = nowNanos;
        return take(oldest, nowNanos);
    }

    private boolean take(int account, long nowNanos) {
        long due = dueNanos[account] - nowNanos < 0 ? nowNanos : dueNanos[account];
        long next = due + intervalNanos;
        if (next - nowNanos > burstNanos) {
            return false;
        }
        dueNanos[account] = next;
        return true;
    }

    /** Whether a limited response is sent truncated instead of dropped. */
    boolean slips(long random) {
        return slip > 0 && Long.remainderUnsigned(random, slip) == 0;
    }

    private long key(ClientAddress client, long subject) {
        int shift = client.isV6() ? v6Shift : v4Shift;
        put(0, client.high() >>> shift);
        put(8, subject);
        hashed[16] = (byte) (client.isV6() ? 6 : 4);
        long key = hash.hash(hashed, 17);
        return key == 0 ? 1 : key;
    }

    private void put(int at, long value) {
        for (int i = 0; i < 8; i++) {
            hashed[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** For tests: no account twice. */
    void checkInvariants() {
        for (int set = 0; set < keys.length; set += WAYS) {
            long[] some =
                    Arrays.stream(keys, set, set + WAYS).filter(key -> key != 0).toArray();
            if (Arrays.stream(some).distinct().count() != some.length) {
                throw new AssertionError("an account stands twice in the set at " + set);
            }
        }
    }
}
