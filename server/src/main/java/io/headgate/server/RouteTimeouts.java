package io.headgate.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long forwarding may take.
 *
 * @param request the whole request, response body included, {@code 1ms..24h}; null: not bounded as a whole
 * @param perTry one try, until the head of its response, {@code 1ms..24h}, at most {@code request}
 */
public record RouteTimeouts(@Nullable Duration request, Duration perTry) {

    static final DurationRange RANGE = new DurationRange(Duration.ofMillis(1), Duration.ofHours(24));
    static final Duration DEFAULT_PER_TRY = Duration.ofSeconds(60);

    public RouteTimeouts {
        RANGE.check("perTry", perTry);
        if (request != null) {
            RANGE.check("request", request);
            if (perTry.compareTo(request) > 0) {
                throw new IllegalArgumentException(
                        "perTry: " + perTry + " (expected: at most the request's, " + request + ")");
            }
        }
    }
}
