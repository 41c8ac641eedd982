package io.headgate.server;

import io.headgate.server.HealthConfig.Schedule;
import io.headgate.server.HealthConfig.StatusRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how endpoints are checked. */
final class HealthReader {

    private static final Pattern STATUSES =
            Pattern.compile("[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*");

    private static final TextRule STATUS =
            new TextRule(STATUSES, 128, "a status or range 100..599, or several, such as \"200-299,304\"");

    private static final TextRule SERVICE =
            new TextRule(Pattern.compile("[A-Za-z0-9_.]*"), 256, "a service such as package.Name, or \"\"");

    private static final TextRule BODY = new TextRule(TextRule.ANY.pattern(), 1_024, "text of at most 1024 characters");

    private HealthReader() {}

    static @Nullable HealthConfig health(Section section, PoolConfig.Protocol protocol) {
        Schedule schedule = schedule(section);
        var status = section.read("status", StatusRange.DEFAULT, HealthReader::statuses);
        var body = section.read("body", value -> value.text(BODY));
        var host = section.read("host", value -> value.text(TextRule.HOST));
        String kind = section.exactlyOne("http", "tcp", "grpc");
        if (kind == null) {
            return null;
        }
        if (!kind.equals("http")) {
            for (String key : List.of("status", "body", "host")) {
                section.conflict(key, "with " + kind + " (expected: only with http)");
            }
        }
        return switch (kind) {
            case "http" -> {
                String path = section.read("http", HealthReader::target);
                yield path == null ? null : new HealthConfig.Http(path, status, body, host, schedule);
            }
            case "tcp" -> section.read("tcp", value -> value.isTrue() ? new HealthConfig.Tcp(schedule) : null);
            default -> {
                String service = section.read("grpc", value -> value.text(SERVICE));
                if (protocol != PoolConfig.Protocol.HTTP2) {
                    section.conflict("grpc", "on a pool with protocol http1 (expected: protocol http2)");
                }
                yield service == null ? null : new HealthConfig.Grpc(service, schedule);
            }
        };
    }

    /** A request target: unlike the path of a route it may have a query. */
    private static @Nullable String target(Value value) {
        return value.text(
                new TextRule(Pattern.compile("/[!-~]*"), 1_024, "a path that begins with '/', such as /healthz"));
    }

    private static Schedule schedule(Section section) {
        Schedule otherwise = Schedule.DEFAULT;
        Duration interval = section.duration("interval", otherwise.interval(), Schedule.INTERVAL);
        Duration timeout = section.duration("timeout", shorter(interval, otherwise.timeout()), Schedule.TIMEOUT);
        if (timeout.compareTo(interval) > 0) {
            section.conflict(
                    "timeout",
                    DurationRange.format(timeout) + " (expected: at most the interval, "
                            + DurationRange.format(interval) + ")");
        }
        return new Schedule(
                interval,
                shorter(interval, timeout),
                section.integer("unhealthy", otherwise.unhealthy(), Schedule.COUNT),
                section.integer("healthy", otherwise.healthy(), Schedule.COUNT));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static @Nullable List<StatusRange> statuses(Value value) {
        String text = value.text(STATUS);
        if (text == null) {
            return null;
        }
        List<StatusRange> ranges = new ArrayList<>();
        for (String range : text.split(",", -1)) {
            int first = Integer.parseInt(range, 0, 3, 10);
            int last = Integer.parseInt(range, range.length() - 3, range.length(), 10);
            if (last < first) {
                return value.wrong("ranges that go up");
            }
            ranges.add(new StatusRange(first, last));
        }
        return ranges;
    }
}
