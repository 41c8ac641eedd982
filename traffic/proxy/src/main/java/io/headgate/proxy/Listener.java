package io.headgate.proxy;

import io.headgate.http.HeadLimits;
import io.headgate.http.HostTable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address clients connect to, compiled. Immutable; shared by all workers.
 *
 * @param name the operator's name for it, unique in a {@link Snapshot}
 * @param bind address and port; identity together with the name: a listener whose {@code bind} changes is closed and opened anew
 * @param tls certificates, or null for clear text
 * @param headLimits what a request head may cost
 * @param maxConnections connections open at one time over all workers, {@code 1..}; more are closed on accept
 * @param http2Streams requests under way at one time on one HTTP/2 connection, {@code 1..}; 0 to speak HTTP/1 only
 * @param timeouts see {@link Timeouts}
 * @param trusted peers whose {@code X-Forwarded-*}, {@code Forwarded} and {@code X-Request-Id} are believed
 * @param redirect answers every request, or null to route
 * @param hosts which virtual host a name selects
 */
public record Listener(
        String name,
        InetSocketAddress bind,
        @Nullable ServerTls tls,
        HeadLimits headLimits,
        int maxConnections,
        int http2Streams,
        Timeouts timeouts,
        TrustedProxies trusted,
        Action.@Nullable Redirect redirect,
        HostTable<VirtualHost> hosts) {

    public Listener {
        Objects.requireNonNull(name);
        Objects.requireNonNull(bind);
        Objects.requireNonNull(hosts);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: 1..)");
        }
        if (http2Streams < 0) {
            throw new IllegalArgumentException("http2Streams: " + http2Streams + " (expected: 0..)");
        }
    }

    /** {@code http} or {@code https}: what {@code X-Forwarded-Proto} says. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    /**
     * How long a client may take.
     *
     * @param head from a head's first byte to its last; also for a TLS handshake
     * @param idle between two requests on a kept-alive connection
     * @param body longest gap between two reads of a request body; a client that does not read its response is given ten times as
     *     long, because a receiver's window opens in large steps
     */
    public record Timeouts(Duration head, Duration idle, Duration body) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

        public Timeouts {
            requirePositive("head", head);
            requirePositive("idle", idle);
            requirePositive("body", body);
        }
    }

    static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: more than 0)");
        }
    }
}
