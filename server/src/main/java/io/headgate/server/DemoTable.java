package io.headgate.server;

import java.util.Locale;
import java.util.stream.Collectors;

/** Renders a {@link DemoView} as plain ASCII, which every terminal shows: a table for people who watch, a line for logs. */
final class DemoTable {
    private static final int BAR_CELLS = 20;

    private DemoTable() {}

    /** Lines of at most 80 columns, each ended. */
    static String render(DemoView view) {
        var table = new StringBuilder();
        line(
                table,
                "   %-8s %-5s %-10s %6s  %-25s %6s %6s %5s",
                "endpoint",
                "site",
                "health",
                "req/s",
                "share",
                "p50 ms",
                "p99 ms",
                "fails");
        int key = 0;
        for (DemoView.Row row : view.rows()) {
            line(
                    table,
                    " %d %-8s %-5s %-10s %6.1f  %s %3d%% %6.1f %6.1f %5d",
                    ++key,
                    row.name(),
                    row.site(),
                    row.health(),
                    row.perSecond(),
                    bar(row.sharePercent()),
                    row.sharePercent(),
                    row.p50Millis(),
                    row.p99Millis(),
                    row.failures());
        }
        DemoView.Totals totals = view.totals();
        line(
                table,
                " %3d s   %.1f req/s   %d requests   %d retried   %d sessions moved   %d lost",
                view.elapsed().toSeconds(),
                totals.perSecond(),
                totals.requests(),
                totals.retries(),
                totals.moved(),
                totals.lost());
        return table.toString();
    }

    /** One line, ended. */
    static String line(DemoView view) {
        String shares = view.rows().stream()
                .map(row -> row.name() + " " + row.health() + " " + row.sharePercent() + "%")
                .collect(Collectors.joining(", "));
        var line = new StringBuilder();
        line(
                line,
                "%3d s %6.1f req/s, %d lost: %s",
                view.elapsed().toSeconds(),
                view.totals().perSecond(),
                view.totals().lost(),
                shares);
        return line.toString();
    }

    private static String bar(int percent) {
        int full = Math.clamp(Math.ceilDiv(percent * BAR_CELLS, 100), 0, BAR_CELLS);
        return "#".repeat(full) + ".".repeat(BAR_CELLS - full);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its callers are the two above
    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
