package io.headgate.proxy;

import io.headgate.balance.BalancerPlan;
import io.headgate.balance.HealthPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of endpoints that can serve the same requests, and how one is chosen and spoken to. Immutable; shared by all workers.
 *
 * @param name unique in a {@link Snapshot}; state carries over from one snapshot to the next by name
 * @param plan how an endpoint is chosen; its endpoints are those of {@code endpoints}, in the same order
 * @param hashKey what a consistent hash and header persistence are computed from
 * @param protocol what endpoints speak
 * @param tls null for clear text
 * @param persistence null for none
 * @param health null: endpoints are taken as healthy from the start
 */
public record Pool(
        String name,
        BalancerPlan plan,
        List<Endpoint> endpoints,
        HashKey hashKey,
        Protocol protocol,
        @Nullable ClientTls tls,
        @Nullable Persistence persistence,
        @Nullable HealthCheck health,
        Timeouts timeouts,
        RetryBudgetPolicy retryBudget) {

    public Pool {
        Objects.requireNonNull(name);
        Objects.requireNonNull(plan);
        endpoints = List.copyOf(endpoints);
    }

    /**
     * One address that serves.
     *
     * @param id the same as in the plan: {@code site/address:port}
     */
    public record Endpoint(String id, String site, InetSocketAddress address) {}

    /** What endpoints are spoken to in. */
    public enum Protocol {
        HTTP1,
        /** With TLS by ALPN, without by prior knowledge. */
        HTTP2
    }

    /** What a request's hash is computed from. */
    public sealed interface HashKey {
        /** The client's address, masked to a prefix. */
        record Source(int prefix4, int prefix6) implements HashKey {
            public static final Source WHOLE = new Source(32, 128);
        }

        /** A request header's value; the source when it is absent. */
        record Header(String name) implements HashKey {}

        /** A request cookie's value; the source when it is absent. */
        record Cookie(String name) implements HashKey {}

        /** The normalised path. */
        record Path() implements HashKey {}
    }

    /** How later requests of a client find the endpoint of the first one. */
    public sealed interface Persistence {
        /**
         * A signed cookie names the endpoint.
         *
         * @param ttl how long the browser keeps it; null for the session
         * @param secret at least 32 bytes, the same on every node and after a restart
         */
        @SuppressWarnings("ArrayRecordComponent") // a secret is not compared or printed
        record SignedCookie(String name, @Nullable Duration ttl, byte[] secret) implements Persistence {
            @Override
            public String toString() {
                return "SignedCookie[name=" + name + ", ttl=" + ttl + "]";
            }
        }
    }

    /**
     * An active health check.
     *
     * @param policy when probes go out and how many change the verdict
     * @param probe what a probe is
     */
    public record HealthCheck(HealthPolicy policy, Probe probe) {
        /** Statuses {@code first..last}. */
        public record StatusRange(int first, int last) {}

        /** What is sent and what passes. */
        public sealed interface Probe {
            /** A connection is accepted. */
            record Tcp() implements Probe {}

            /**
             * A GET in the pool's protocol.
             *
             * @param status which statuses pass
             * @param body text that the first 64 KiB of the body must contain, or null
             * @param host the Host header, or null for the endpoint's address
             */
            record Http(
                    String path,
                    List<StatusRange> status,
                    @Nullable String body,
                    @Nullable String host) implements Probe {}

            /** The gRPC health protocol, {@code grpc.health.v1.Health/Check}. */
            record Grpc(String service) implements Probe {}
        }
    }

    /**
     * How long an endpoint may take.
     *
     * @param connect for a connection, TLS included
     * @param idle how long an unused connection is kept
     * @param response from the request's last byte to the response head, unless the route says otherwise
     * @param gap longest silence inside a response body over HTTP/1
     */
    public record Timeouts(Duration connect, Duration idle, Duration response, Duration gap) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5));

        public Timeouts {
            Listener.requirePositive("connect", connect);
            Listener.requirePositive("idle", idle);
            Listener.requirePositive("response", response);
            Listener.requirePositive("gap", gap);
        }
    }

    /**
     * How many requests may be retries.
     *
     * @param percent of the requests of the last ten seconds, {@code 0..100}
     * @param minPerSecond retries always allowed, over all workers
     */
    public record RetryBudgetPolicy(int percent, int minPerSecond) {
        public static final RetryBudgetPolicy DEFAULT = new RetryBudgetPolicy(20, 3);
    }
}
