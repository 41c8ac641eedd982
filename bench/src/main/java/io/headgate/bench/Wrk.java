package io.headgate.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/1.1 on kept-alive connections, one request at a time on each, by wrk. It costs the load core about as much per
 * request as h2load does and gives percentiles itself.
 */
record Wrk(int connections) implements LoadTool {
    private static final Pattern REQUESTS = Pattern.compile("(?m)^\\s*(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s+([\\d.]+)");
    private static final Pattern PERCENTILE = Pattern.compile("(?m)^\\s+(50|99)%\\s+([\\d.]+)(us|ms|s|m|h) *$");
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern STATUS_ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    @Override
    public List<String> command(String url, int seconds, Path log) {
        return List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "10s", "--latency", url);
    }

    @Override
    public LoadResult parse(String output, Path log) {
        return parse(output);
    }

    @Override
    public int inFlight() {
        return connections;
    }

    static LoadResult parse(String output) {
        long errors = 0;
        var socketErrors = SOCKET_ERRORS.matcher(output);
        if (socketErrors.find()) {
            for (int kind = 1; kind <= 4; kind++) {
                errors += Long.parseLong(socketErrors.group(kind));
            }
        }
        var statusErrors = STATUS_ERRORS.matcher(output);
        if (statusErrors.find()) {
            errors += Long.parseLong(statusErrors.group(1));
        }
        double p50 = Double.NaN;
        double p99 = Double.NaN;
        var percentiles = PERCENTILE.matcher(output);
        while (percentiles.find()) {
            double micros = Double.parseDouble(percentiles.group(2)) * microsPer(percentiles.group(3));
            if (percentiles.group(1).equals("50")) {
                p50 = micros;
            } else {
                p99 = micros;
            }
        }
        return new LoadResult(
                Long.parseLong(find(REQUESTS, output).group(1)),
                errors,
                Double.parseDouble(find(RATE, output).group(1)),
                p50,
                p99);
    }

    private static double microsPer(String unit) {
        return switch (unit) {
            case "us" -> 1;
            case "ms" -> 1e3;
            case "s" -> 1e6;
            case "m" -> 60e6;
            default -> 3600e6;
        };
    }

    private static Matcher find(Pattern pattern, String output) {
        var matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new BenchFailure("wrk: " + output + " (expected: " + pattern + ")");
        }
        return matcher;
    }
}
