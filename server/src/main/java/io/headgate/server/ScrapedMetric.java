package io.headgate.server;

import java.util.List;
import java.util.Locale;

/** A metric that a scrape may give. Those of a node and those of a store's member are listed in an enum each. */
interface ScrapedMetric {
    /** What a metric is, as Prometheus has it. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY,
        INFO;

        /** As written in documents. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As it stands in a scrape, suffix included. */
    String prometheusName();

    Type type();

    String help();

    List<String> labels();

    /** As the model wants it: without the suffix that its type brings. */
    default String baseName() {
        return switch (type()) {
            case COUNTER -> withoutSuffix("_total");
            case INFO -> withoutSuffix("_info");
            case GAUGE, HISTOGRAM, SUMMARY -> prometheusName();
        };
    }

    private String withoutSuffix(String suffix) {
        return prometheusName().substring(0, prometheusName().length() - suffix.length());
    }
}
