package io.headgate.server;

import static io.headgate.server.EventLog.fields;
import static java.util.Map.entry;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration changes in a running node: the data plane, the admin address and the access log, all of them or none. Confined to the
 * command's thread.
 */
final class ServingNode implements LiveConfiguration.Owner, AutoCloseable {
    private final Path file;
    private final Proxy proxy;
    private final Admin admin;
    private final EventLog events;
    private @Nullable AccessLogFile accessLog;
    /** Problems of the file being read that have become events. */
    private int reported;

    /**
     * Serves nothing yet.
     *
     * @param file the configuration file, for people
     */
    ServingNode(Path file, Proxy proxy, Admin admin, EventLog events) {
        this.file = file;
        this.proxy = proxy;
        this.admin = admin;
        this.events = events;
    }

    @Override
    public void apply(FrontDoor frontDoor, Snapshot snapshot) throws IOException {
        reported = 0;
        AccessLogConfig wanted = frontDoor.accessLog();
        // Always opened anew: the one before may have been moved away.
        AccessLogFile next = wanted == null ? null : AccessLogFile.open(wanted);
        boolean applied = false;
        try (Admin.Change change = admin.prepare(frontDoor)) {
            proxy.swap(snapshot);
            change.commit(snapshot.revision());
            applied = true;
        } finally {
            if (!applied && next != null) {
                next.close();
            }
        }
        AccessLogFile before = accessLog;
        accessLog = next;
        proxy.logTo(next);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public void report(Problem problem) {
        reported++;
        if (reported <= NodeState.Rejected.MAX_PROBLEMS) {
            events.publish(
                    Event.Kind.PROBLEM,
                    problem.toString(),
                    fields(
                            entry("file", problem.at().file()),
                            entry("line", (long) problem.at().line()),
                            entry("column", (long) problem.at().column()),
                            entry("severity", problem.severity().name().toLowerCase(Locale.ROOT)),
                            entry("key", problem.key())));
        }
    }

    @Override
    public void refused(List<String> problems, long revision) {
        int more = reported - NodeState.Rejected.MAX_PROBLEMS;
        if (more > 0) {
            events.publish(Event.Kind.PROBLEM, "and " + more + " more: headgate check " + file);
        } else if (reported == 0) {
            problems.forEach(problem -> events.publish(Event.Kind.PROBLEM, problem));
        }
        reported = 0;
        admin.rejected(problems);
        events.publish(
                Event.Kind.REJECTED,
                file + ": not applied; " + (revision == 0 ? "nothing" : "revision " + revision) + " stays in force",
                fields(entry("file", file.toString()), entry("revision", revision)));
    }

    /** Ends the access log with all that has been logged. */
    @Override
    public void close() {
        AccessLogFile current = accessLog;
        accessLog = null;
        if (current != null) {
            proxy.logTo(null);
            current.close();
        }
    }
}
