package io.headgate.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route does with a request. */
public sealed interface Action {

    /** Forwards to one pool. */
    record ToPool(String pool, Forwarding forwarding) implements Action {}

    /** Forwards to one of several pools, in proportion to their weights; at least one weight is not 0. */
    record Split(List<WeightedPool> pools, Forwarding forwarding) implements Action {
        public Split {
            pools = List.copyOf(pools);
            if (pools.stream().allMatch(pool -> pool.weight() == 0)) {
                throw new IllegalArgumentException("pools: " + pools + " (expected: a weight above 0)");
            }
        }
    }

    /** A share of a split; {@code weight} is {@code 0..1000000}. */
    record WeightedPool(String pool, int weight) {
        static final IntRange WEIGHT = new IntRange(0, 1_000_000);

        public WeightedPool {
            WEIGHT.check("weight", weight);
        }
    }

    /** Answers with a redirect. */
    record RedirectTo(Redirect redirect) implements Action {}

    /**
     * Answers at once.
     *
     * @param status {@code 200..599}
     * @param body sent in UTF-8; may be empty
     */
    record Respond(int status, String body, String contentType) implements Action {
        static final IntRange STATUS = new IntRange(200, 599);
        static final int MAX_BODY_CHARACTERS = 64 << 10;
        static final int DEFAULT_STATUS = 200;
        static final String DEFAULT_CONTENT_TYPE = "text/plain; charset=utf-8";

        public Respond {
            STATUS.check("status", status);
            if (body.length() > MAX_BODY_CHARACTERS) {
                throw new IllegalArgumentException(
                        "body: " + body.length() + " characters (expected: at most " + MAX_BODY_CHARACTERS + ")");
            }
        }
    }

    /**
     * How a request is forwarded.
     *
     * @param path the path sent instead of the request's; null: unchanged
     * @param host the host sent instead of the request's; null: unchanged
     */
    record Forwarding(@Nullable PathRewrite path, @Nullable String host, RouteTimeouts timeouts, RetryPolicy retries) {}
}
