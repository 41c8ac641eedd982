package io.headgate.server;

import io.headgate.proxy.Pool.RetryBudgetPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of interchangeable endpoints.
 *
 * @param persistence null: none
 * @param tls TLS to the endpoints; null: clear text
 * @param health active checks; null: none, endpoints count as healthy
 * @param ejection null: off
 * @param slowStart time over which a new or recovered endpoint's share grows to its full weight, {@code 100ms..1h}; zero: at once
 * @param panicPercent below this share of healthy endpoints, health is not believed and all are used, {@code 0..100}; 0: never
 * @param endpoints at least one, no address twice
 */
public record PoolConfig(
        Source source,
        String name,
        PolicyConfig policy,
        @Nullable PersistenceConfig persistence,
        Protocol protocol,
        @Nullable Tls tls,
        @Nullable HealthConfig health,
        @Nullable Ejection ejection,
        Duration slowStart,
        Limits limits,
        RetryBudget retryBudget,
        int panicPercent,
        WhenAllDown whenAllDown,
        Timeouts timeouts,
        List<EndpointConfig> endpoints) {

    static final DurationRange SLOW_START = new DurationRange(Duration.ofMillis(100), Duration.ofHours(1));
    static final IntRange PERCENT = new IntRange(0, 100);
    static final int DEFAULT_PANIC_PERCENT = 50;

    public PoolConfig {
        if (!slowStart.isZero()) {
            SLOW_START.check("slowStart", slowStart);
        }
        PERCENT.check("panicPercent", panicPercent);
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(name + ".endpoints: none (expected: at least one)");
        }
    }

    /** What is spoken to the endpoints. */
    public enum Protocol implements Word {
        HTTP1("http1"),
        HTTP2("http2");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** What happens when no endpoint is available. */
    public enum WhenAllDown implements Word {
        /** Try them all the same. */
        USE_ALL("use-all"),
        /** Answer 503. */
        REFUSE("refuse");

        private final String word;

        WhenAllDown(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /**
     * TLS to the endpoints.
     *
     * @param ca a PEM file of trusted certificates, absolute; null: the system's
     * @param serverName sent as SNI and checked against the certificate; null: the endpoint's own host
     * @param verify false accepts any certificate
     */
    public record Tls(@Nullable Path ca, @Nullable String serverName, boolean verify) {}

    /**
     * Taking out an endpoint whose answers fail.
     *
     * @param consecutiveFailures in a row, {@code 1..1000}
     * @param base the first ejection; each further one is longer by as much, {@code 1s..1h}
     * @param maxPercent of the endpoints that may be out at a time, {@code 0..100}
     */
    public record Ejection(int consecutiveFailures, Duration base, int maxPercent) {
        static final IntRange FAILURES = new IntRange(1, 1_000);
        static final DurationRange BASE = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(1));
        static final Ejection DEFAULT = new Ejection(5, Duration.ofSeconds(30), 50);

        public Ejection {
            FAILURES.check("consecutiveFailures", consecutiveFailures);
            BASE.check("base", base);
            PERCENT.check("maxPercent", maxPercent);
        }
    }

    /** Per endpoint: open connections, requests waiting for one, requests running; each {@code 1..1000000}. */
    public record Limits(int connections, int pending, int requests) {
        static final IntRange RANGE = new IntRange(1, 1_000_000);
        static final Limits DEFAULT = new Limits(1_000, 1_000, 1_000);

        public Limits {
            RANGE.check("connections", connections);
            RANGE.check("pending", pending);
            RANGE.check("requests", requests);
        }
    }

    /**
     * How many retries the pool bears.
     *
     * @param percent of running requests, {@code 0..100}
     * @param minPerSecond allowed in any case, {@code 0..100000}
     */
    public record RetryBudget(int percent, int minPerSecond) {
        static final IntRange MIN_PER_SECOND = new IntRange(0, 100_000);
        /** What the proxy's own default is. */
        static final RetryBudget DEFAULT =
                new RetryBudget(RetryBudgetPolicy.DEFAULT.percent(), RetryBudgetPolicy.DEFAULT.minPerSecond());

        public RetryBudget {
            PERCENT.check("percent", percent);
            MIN_PER_SECOND.check("minPerSecond", minPerSecond);
        }
    }

    /**
     * How long an endpoint may take.
     *
     * @param connect to accept a connection, TLS handshake included, {@code 10ms..1m}
     * @param idle how long an unused connection is kept, {@code 1s..24h}
     */
    public record Timeouts(Duration connect, Duration idle) {
        static final DurationRange CONNECT = new DurationRange(Duration.ofMillis(10), Duration.ofMinutes(1));
        static final DurationRange IDLE = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(24));
        static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(60));

        public Timeouts {
            CONNECT.check("connect", connect);
            IDLE.check("idle", idle);
        }
    }
}
