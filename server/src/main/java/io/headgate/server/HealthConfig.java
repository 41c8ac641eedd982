package io.headgate.server;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How endpoints are checked. */
public sealed interface HealthConfig {

    Schedule schedule();

    /**
     * {@code GET path}.
     *
     * @param status ranges of which the answer's status must be in one
     * @param body text the answer's body must contain; null: any
     * @param host the Host header; null: the endpoint's address
     */
    record Http(
            String path,
            List<StatusRange> status,
            @Nullable String body,
            @Nullable String host,
            Schedule schedule) implements HealthConfig {
        public Http {
            status = List.copyOf(status);
            if (status.isEmpty()) {
                throw new IllegalArgumentException("status: none (expected: at least one range)");
            }
        }
    }

    /** A connection is accepted. */
    record Tcp(Schedule schedule) implements HealthConfig {}

    /** {@code grpc.health.v1.Health/Check} answers SERVING; {@code service} may be empty: the whole server. */
    record Grpc(String service, Schedule schedule) implements HealthConfig {}

    /** Both ends included, each {@code 100..599}. */
    record StatusRange(int first, int last) {
        static final IntRange STATUS = new IntRange(100, 599);
        static final List<StatusRange> DEFAULT = List.of(new StatusRange(200, 299));

        public StatusRange {
            STATUS.check("first", first);
            STATUS.check("last", last);
            if (last < first) {
                throw new IllegalArgumentException("last: " + last + " (expected: at least first, " + first + ")");
            }
        }
    }

    /**
     * When an endpoint is checked and believed.
     *
     * @param interval between the starts of two checks, {@code 100ms..1h}
     * @param timeout of one check, {@code 10ms..10m}, at most {@code interval}
     * @param unhealthy failures in a row that make a healthy endpoint unhealthy, {@code 1..100}
     * @param healthy successes in a row that make an unhealthy endpoint healthy, {@code 1..100}
     */
    record Schedule(Duration interval, Duration timeout, int unhealthy, int healthy) {
        static final DurationRange INTERVAL = new DurationRange(Duration.ofMillis(100), Duration.ofHours(1));
        static final DurationRange TIMEOUT = new DurationRange(Duration.ofMillis(10), Duration.ofMinutes(10));
        static final IntRange COUNT = new IntRange(1, 100);
        static final Schedule DEFAULT = new Schedule(Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 2);

        public Schedule {
            INTERVAL.check("interval", interval);
            TIMEOUT.check("timeout", timeout);
            COUNT.check("unhealthy", unhealthy);
            COUNT.check("healthy", healthy);
            if (timeout.compareTo(interval) > 0) {
                throw new IllegalArgumentException(
                        "timeout: " + timeout + " (expected: at most the interval, " + interval + ")");
            }
        }
    }
}
