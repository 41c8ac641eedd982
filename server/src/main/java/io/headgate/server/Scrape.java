package io.headgate.server;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one scrape as they come in, by metric. There is no registry: what is configured and what is counted decide anew at
 * each scrape what there is. Confined to one thread.
 */
final class Scrape {
    private final Map<ScrapedMetric, MetricSnapshot.Builder<?>> families = new LinkedHashMap<>();

    /**
     * A counter's or gauge's value.
     *
     * @param labels values, in the order of {@link ScrapedMetric#labels}
     */
    void value(ScrapedMetric metric, double value, String... labels) {
        switch (family(metric)) {
            case CounterSnapshot.Builder counter ->
                counter.dataPoint(CounterDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels(metric, labels))
                        .build());
            case GaugeSnapshot.Builder gauge ->
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels(metric, labels))
                        .build());
            default -> throw wrong(metric, "a counter or a gauge");
        }
    }

    /** As above, for what is counted; exact up to 2^53. */
    void value(ScrapedMetric metric, long value, String... labels) {
        value(metric, (double) value, labels);
    }

    /** A metric that is only labels. */
    void info(ScrapedMetric metric, String... labels) {
        if (!(family(metric) instanceof InfoSnapshot.Builder info)) {
            throw wrong(metric, "an info");
        }
        info.dataPoint(
                InfoDataPointSnapshot.builder().labels(labels(metric, labels)).build());
    }

    /** A count and a sum. */
    void total(ScrapedMetric metric, long count, double sum, String... labels) {
        if (!(family(metric) instanceof SummarySnapshot.Builder summary)) {
            throw wrong(metric, "a summary");
        }
        summary.dataPoint(SummaryDataPointSnapshot.builder()
                .count(count)
                .sum(sum)
                .labels(labels(metric, labels))
                .build());
    }

    /**
     * A histogram.
     *
     * @param bounds upper bounds, ascending
     * @param counts not cumulative; one more than {@code bounds}
     */
    void histogram(ScrapedMetric metric, double[] bounds, long[] counts, double sum, String... labels) {
        if (!(family(metric) instanceof HistogramSnapshot.Builder histogram)) {
            throw wrong(metric, "a histogram");
        }
        List<Double> upper = new ArrayList<>();
        List<Long> observed = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            upper.add(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY);
            observed.add(counts[i]);
        }
        histogram.dataPoint(HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, observed))
                .sum(sum)
                .labels(labels(metric, labels))
                .build());
    }

    /** Everything that came in, by name. */
    MetricSnapshots snapshots() {
        return new MetricSnapshots(
                families.values().stream().map(MetricSnapshot.Builder::build).toArray(MetricSnapshot[]::new));
    }

    private MetricSnapshot.Builder<?> family(ScrapedMetric metric) {
        return families.computeIfAbsent(metric, _ -> {
            MetricSnapshot.Builder<?> family = switch (metric.type()) {
                case COUNTER -> CounterSnapshot.builder();
                case GAUGE -> GaugeSnapshot.builder();
                case HISTOGRAM -> HistogramSnapshot.builder();
                case SUMMARY -> SummarySnapshot.builder();
                case INFO -> InfoSnapshot.builder();
            };
            family.name(metric.baseName());
            family.help(metric.help());
            return family;
        });
    }

    private static Labels labels(ScrapedMetric metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric + ": " + List.of(values) + " (expected: " + metric.labels() + ")");
        }
        return Labels.of(metric.labels(), List.of(values));
    }

    private static IllegalArgumentException wrong(ScrapedMetric metric, String expected) {
        return new IllegalArgumentException(metric + " is a " + metric.type().word() + " (expected: " + expected + ")");
    }
}
