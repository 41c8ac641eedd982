package io.headgate.server;

import static io.headgate.server.TextTable.Column.number;
import static io.headgate.server.TextTable.Column.text;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A {@link Status} for people: a few lines and a table per kind of object. Stateless. */
final class StatusText {
    private static final String NOTHING = "-";

    private StatusText() {}

    /** The whole of it, each line ended. */
    static String render(Status status) {
        var text = new StringBuilder();
        head(text, status);
        section(text, "LISTENERS", listeners(status));
        section(text, "ENDPOINTS", endpoints(status));
        section(text, "ROUTES", routes(status));
        return text.toString();
    }

    private static void head(StringBuilder text, Status status) {
        text.append("headgate ")
                .append(status.version())
                .append(": ")
                .append(status.state().code());
        text.append(", up ").append(duration(status.uptimeSeconds()));
        text.append(" since ")
                .append(status.started().truncatedTo(ChronoUnit.SECONDS))
                .append(", ");
        text.append(status.workers())
                .append(" workers on ")
                .append(status.transport())
                .append('\n');
        Status.Configuration inForce = status.configuration();
        text.append(status.file()).append(": ");
        if (inForce == null) {
            text.append("nothing is in force yet\n");
        } else {
            text.append("revision ").append(inForce.revision()).append(" since ");
            text.append(inForce.applied().truncatedTo(ChronoUnit.SECONDS));
            text.append(": ").append(inForce.summary()).append('\n');
        }
        Status.Rejected rejected = status.rejected();
        if (rejected != null) {
            text.append("REJECTED at ")
                    .append(rejected.time().truncatedTo(ChronoUnit.SECONDS))
                    .append(":\n");
            rejected.problems()
                    .forEach(problem -> text.append("  ").append(problem).append('\n'));
        }
    }

    private static void section(StringBuilder text, String title, TextTable table) {
        if (!table.isEmpty()) {
            text.append('\n').append(title).append('\n').append(table.render());
        }
    }

    private static TextTable listeners(Status status) {
        var table = new TextTable(
                text("NAME"),
                text("BIND"),
                text("PROTOCOL"),
                number("OPEN"),
                number("ACCEPTED"),
                number("REFUSED"),
                number("REQUESTS"),
                number("MALFORMED"),
                number("TIMEOUTS"));
        for (Status.Listener listener : status.listeners()) {
            long malformed = listener.refusedHeads().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            table.row(
                    listener.name(),
                    listener.bind().isEmpty() ? "removed" : listener.bind(),
                    listener.protocol().isEmpty() ? NOTHING : listener.protocol(),
                    count(listener.open()),
                    count(listener.accepted()),
                    count(listener.refused()),
                    count(listener.requests()),
                    count(malformed),
                    count(listener.headTimeouts() + listener.bodyTimeouts()));
        }
        return table;
    }

    private static TextTable endpoints(Status status) {
        var table = new TextTable(
                text("POOL"),
                text("ENDPOINT"),
                text("HEALTH"),
                number("WEIGHT"),
                number("IN FLIGHT"),
                number("OPEN"),
                number("REQUESTS"),
                number("FAILED"),
                number("LATENCY ms"));
        for (Status.Pool pool : status.pools()) {
            for (Status.Endpoint endpoint : pool.endpoints()) {
                table.row(
                        pool.name(),
                        endpoint.id(),
                        health(status, pool, endpoint),
                        count(endpoint.weight()),
                        count(endpoint.inFlight()),
                        count(endpoint.openConnections()),
                        count(endpoint.requests()),
                        count(endpoint.failures() + endpoint.connectFailures()),
                        endpoint.latencyMillis() == 0 ? NOTHING : decimal(endpoint.latencyMillis(), 1));
            }
        }
        return table;
    }

    private static String health(Status status, Status.Pool pool, Status.Endpoint endpoint) {
        var words = new StringBuilder(endpoint.health());
        if (endpoint.configured() && endpoint.draining()) {
            words.append(", draining");
        }
        if (endpoint.ejectedWorkers() > 0) {
            words.append(", ejected ")
                    .append(endpoint.ejectedWorkers())
                    .append('/')
                    .append(status.workers());
        }
        if (pool.panicWorkers() > 0) {
            words.append(", panic ").append(pool.panicWorkers()).append('/').append(status.workers());
        }
        return words.toString();
    }

    private static TextTable routes(Status status) {
        var table = new TextTable(
                text("HOST"),
                text("ROUTE"),
                text("ACTION"),
                number("RESPONSES"),
                number("5xx %"),
                number("RETRIES"),
                number("p50 ms"),
                number("p99 ms"));
        for (Status.Route route : status.routes()) {
            Status.Latency latency = route.latency();
            long errors = route.byClass().getOrDefault("5xx", 0L);
            table.row(
                    route.host(),
                    route.name(),
                    route.action(),
                    count(route.responses()),
                    route.responses() == 0 ? NOTHING : decimal(100.0 * errors / route.responses(), 2),
                    count(route.retries()),
                    latency == null ? NOTHING : decimal(latency.p50Millis(), 1),
                    latency == null ? NOTHING : decimal(latency.p99Millis(), 1));
        }
        return table;
    }

    private static String count(long value) {
        return Long.toString(value);
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** {@code 3d 4h}, {@code 4h 12m}, {@code 12m 5s}, {@code 5s}: the two largest units. */
    private static String duration(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        if (duration.toDays() > 0) {
            return duration.toDays() + "d " + duration.toHoursPart() + "h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h " + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m " + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }
}
