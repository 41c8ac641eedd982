package io.headgate.proxy;

/**
 * What a client may ask of us that costs us and not it: a bucket that useful frames fill and the others empty. One bound for all the floods
 * of RFC 9113, section 10.5: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA, CONTINUATION, unknown frames, and streams reset as soon as
 * they are opened ("rapid reset", CVE-2023-44487), by the client or by us because it broke the protocol (CVE-2025-8671).
 *
 * <p>A client that uses the connection never comes near the bottom: each request and each DATA frame that it is sent pays for the
 * frames it needs. What it sends itself pays for nothing, or one octet of content would pay for a reset. One that opens and resets gains
 * 1 and loses 3 each time: with 1000 at hand and 100 more a second, it may abandon every third request at any rate, and 50 a second
 * of every request. Confined to one event loop.
 */
final class Http2Goodwill {
    static final int REQUEST = 1;
    static final int DATA = 3;
    static final int IDLE_TALK = -1;
    static final int ABANDONED = -3;

    private static final long CAPACITY = 1000;
    private static final long PER_SECOND = 100;
    private static final long NANOS_PER_UNIT = 1_000_000_000L / PER_SECOND;

    private long left = CAPACITY;
    private long filledAtNanos;

    Http2Goodwill(long nowNanos) {
        filledAtNanos = nowNanos;
    }

    void add(int amount) {
        left = Math.min(CAPACITY, left + amount);
    }

    /** Takes {@code -amount}; false when the client has used up all there was. Time is looked at only when it matters. */
    boolean take(int amount) {
        left += amount;
        if (left >= 0) {
            return true;
        }
        long nowNanos = System.nanoTime();
        long units = (nowNanos - filledAtNanos) / NANOS_PER_UNIT;
        filledAtNanos += units * NANOS_PER_UNIT;
        left = Math.min(CAPACITY, left + units);
        return left >= 0;
    }
}
