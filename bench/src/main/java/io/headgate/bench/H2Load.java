package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What h2load writes: a summary, and a log of one line per request, from which the percentiles come. */
final class H2Load {
    private static final Pattern RATE = Pattern.compile("(?m)^finished in [\\d.]+\\w+, ([\\d.]+) req/s");
    private static final Pattern REQUESTS = Pattern.compile(
            "(?m)^requests: \\d+ total, \\d+ started, (\\d+) done, (\\d+) succeeded, \\d+ failed, \\d+ errored, \\d+ timeout");
    private static final Pattern FAILURES = Pattern.compile("(\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUS =
            Pattern.compile("(?m)^status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private H2Load() {}

    /** {@code failed} already includes what was errored or timed out, and answers other than 2xx and 3xx. */
    static LoadResult parse(String output, Path log) throws IOException {
        var requests = find(REQUESTS, output);
        var failures = find(FAILURES, output);
        var status = find(STATUS, output);
        long completed = Long.parseLong(requests.group(2));
        long errors = Math.max(Long.parseLong(failures.group(1)), completed - Long.parseLong(status.group(1)));
        var latencies = latencyMicros(log);
        return new LoadResult(
                completed,
                errors,
                Double.parseDouble(find(RATE, output).group(1)),
                quantile(latencies, 0.50),
                quantile(latencies, 0.99));
    }

    /** The third column of the log: microseconds from the start of a request to the end of its answer, sorted. */
    private static long[] latencyMicros(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            var latencies = lines.mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .toArray();
            Arrays.sort(latencies);
            return latencies;
        }
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    private static Matcher find(Pattern pattern, String output) {
        var matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new BenchFailure("h2load: " + output + " (expected: " + pattern + ")");
        }
        return matcher;
    }
}
