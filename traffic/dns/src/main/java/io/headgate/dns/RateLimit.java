package io.headgate.dns;

/**
 * How much of the same is answered to one network over UDP, so that this server is of no use for flooding others.
 *
 * @param responsesPerSecond of one kind about one name, {@code 1..1_000_000}
 * @param burst responses that may come at once, {@code 1..1_000_000}
 * @param slip one in so many limited responses is sent, empty and truncated, so that a real client behind a forged address can ask over
 *     TCP; 0 for none, 1 for all, at most 100
 * @param v4PrefixLength what is one network in IPv4, {@code 1..32}
 * @param v6PrefixLength what is one network in IPv6, {@code 1..64}
 * @param buckets how many accounts are kept, {@code 4..2^24}, of 16 octets each; rounded up to a power of two
 */
public record RateLimit(
        int responsesPerSecond, int burst, int slip, int v4PrefixLength, int v6PrefixLength, int buckets) {
    private static final int MOST = 1_000_000;

    /** 1 in 2 limited responses slips, networks are /24 and /56, 262,144 accounts (4 MiB). */
    public static RateLimit of(int responsesPerSecond) {
        return new RateLimit(responsesPerSecond, responsesPerSecond, 2, 24, 56, 1 << 18);
    }

    /** Checks ranges. */
    public RateLimit {
        within("responses per second", responsesPerSecond, 1, MOST);
        within("burst", burst, 1, MOST);
        within("slip", slip, 0, 100);
        within("IPv4 prefix length", v4PrefixLength, 1, 32);
        within("IPv6 prefix length", v6PrefixLength, 1, 64);
        within("buckets", buckets, RateLimiter.WAYS, 1 << 24);
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }
}
