package io.headgate.dns;

/**
 * A record of class IN.
 *
 * @param owner whose it is; {@code *} as its first label makes a wildcard (RFC 4592)
 * @param ttlSeconds how long resolvers may keep it, {@code 0..2^31-1}
 */
public record ResourceRecord(DnsName owner, int ttlSeconds, RecordData data) {
    /** Checks the range. */
    public ResourceRecord {
        if (ttlSeconds < 0) {
            throw new IllegalArgumentException("ttl: " + ttlSeconds + " (expected: 0.." + Integer.MAX_VALUE + ")");
        }
    }

    @Override
    public String toString() {
        return owner + " " + data.type();
    }
}
