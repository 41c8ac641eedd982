package io.headgate.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a client is brought back to the endpoint it had before. */
public sealed interface PersistenceConfig {

    /**
     * By a cookie that Headgate sets.
     *
     * @param ttl the cookie's Max-Age, {@code 1s..8760h, a year}; null: until the browser ends
     */
    record Cookie(String name, @Nullable Duration ttl) implements PersistenceConfig {
        static final DurationRange TTL = new DurationRange(Duration.ofSeconds(1), Duration.ofDays(365));

        public Cookie {
            if (ttl != null) {
                TTL.check("ttl", ttl);
            }
        }
    }

    /** By the client's address, of which {@code prefix4} (IPv4) or {@code prefix6} (IPv6) leading bits count. */
    record SourceAddress(int prefix4, int prefix6) implements PersistenceConfig {
        static final IntRange PREFIX_4 = new IntRange(8, 32);
        static final IntRange PREFIX_6 = new IntRange(16, 128);
        static final SourceAddress DEFAULT = new SourceAddress(32, 64);

        public SourceAddress {
            PREFIX_4.check("prefix4", prefix4);
            PREFIX_6.check("prefix6", prefix6);
        }
    }

    /** By a request header's value; {@code name} is lower case. */
    record Header(String name) implements PersistenceConfig {}
}
