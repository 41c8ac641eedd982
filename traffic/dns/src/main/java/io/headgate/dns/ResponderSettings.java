package io.headgate.dns;

import org.jspecify.annotations.Nullable;

/**
 * How queries are answered.
 *
 * @param maxUdpOctets the most octets of a response over UDP, {@code 512..4096}; larger ones are truncated
 * @param cookies null if cookies are not answered
 * @param rateLimit null for none
 */
public record ResponderSettings(
        int maxUdpOctets,
        @Nullable CookieSecrets cookies,
        @Nullable RateLimit rateLimit) {
    /** What passes nearly every path unfragmented: the least that IPv6 carries, without the headers (DNS Flag Day 2020). */
    public static final int DEFAULT_UDP_OCTETS = 1_232;

    private static final int MOST_UDP_OCTETS = 4_096;

    /** No cookies, no rate limit, 1,232 octets. */
    public static final ResponderSettings PLAIN = new ResponderSettings(DEFAULT_UDP_OCTETS, null, null);

    /** Checks the range. */
    public ResponderSettings {
        if (maxUdpOctets < Query.PLAIN_UDP_OCTETS || maxUdpOctets > MOST_UDP_OCTETS) {
            throw new IllegalArgumentException("UDP octets: " + maxUdpOctets + " (expected: " + Query.PLAIN_UDP_OCTETS
                    + ".." + MOST_UDP_OCTETS + ")");
        }
    }
}
