package io.headgate.server;

import java.time.Duration;
import java.util.List;

/**
 * The demo at one moment, as it is shown.
 *
 * @param rows one per backend, in the order of their keys
 */
record DemoView(Duration elapsed, List<Row> rows, Totals totals) {

    /**
     * One backend.
     *
     * @param health as the front door sees it: one word, such as {@code ejected}
     * @param perSecond requests answered of late
     * @param sharePercent of all requests answered of late
     * @param failures tries that failed there, since the start
     */
    record Row(
            String name,
            String site,
            String health,
            double perSecond,
            int sharePercent,
            double p50Millis,
            double p99Millis,
            long failures) {}

    /**
     * All together.
     *
     * @param perSecond requests answered of late
     * @param requests answered since the start
     * @param retries tries after the first, since the start
     * @param moved sessions that came to another endpoint, since the start
     * @param lost requests without a good answer, since the start
     */
    record Totals(double perSecond, long requests, long retries, long moved, long lost) {}

    DemoView {
        rows = List.copyOf(rows);
    }
}
