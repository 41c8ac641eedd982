package io.headgate.server;

import java.util.Map;
import java.util.TreeMap;

/** What the demo's clients saw in some span of time. Not thread-safe. */
final class DemoTally {
    private final Map<String, LatencyHistogram> byEndpoint = new TreeMap<>();
    private final LatencyHistogram all = new LatencyHistogram();
    private long lost;
    private long moved;

    /** One answer; {@code endpoint} is what it says of itself. */
    void answered(String endpoint, long latencyNanos) {
        byEndpoint.computeIfAbsent(endpoint, _ -> new LatencyHistogram()).record(latencyNanos);
        all.record(latencyNanos);
    }

    /** One request without a good answer. */
    void lost() {
        lost++;
    }

    /** One session that came to another endpoint than before. */
    void moved() {
        moved++;
    }

    void add(DemoTally other) {
        other.byEndpoint.forEach((endpoint, latencies) -> byEndpoint
                .computeIfAbsent(endpoint, _ -> new LatencyHistogram())
                .add(latencies));
        all.add(other.all);
        lost += other.lost;
        moved += other.moved;
    }

    /** Of all answers. */
    LatencyHistogram latencies() {
        return all;
    }

    /** Of one endpoint's answers. */
    LatencyHistogram latencies(String endpoint) {
        return byEndpoint.getOrDefault(endpoint, new LatencyHistogram());
    }

    /** An endpoint's part of all answers, rounded to whole percent; any answer at all is at least 1%. */
    int sharePercent(String endpoint) {
        long own = latencies(endpoint).count();
        return own == 0 ? 0 : (int) Math.max(1, Math.round(100.0 * own / all.count()));
    }

    /** Answers of one backend, or of all of a site, whose names begin with the site's. */
    long answers(String backendOrSite) {
        long answers = 0;
        for (var entry : byEndpoint.entrySet()) {
            if (entry.getKey().equals(backendOrSite) || entry.getKey().startsWith(backendOrSite + "-")) {
                answers += entry.getValue().count();
            }
        }
        return answers;
    }

    /** Requests without a good answer. */
    long lostCount() {
        return lost;
    }

    long movedCount() {
        return moved;
    }
}
