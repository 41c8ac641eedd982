package io.headgate.server;

import static io.headgate.server.EventLog.fields;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Writes a log's events as lines, on a thread of its own, so that a full pipe never holds up an event loop. Whoever reads slower than
 * events come misses the oldest and is told how many.
 */
final class EventWriter implements AutoCloseable {
    /** How long the end of the program waits for a reader of its last lines. */
    private static final Duration LAST_WORDS_PATIENCE = Duration.ofSeconds(2);

    private final EventLog log;
    private final PrintWriter out;
    private final EventFormat format;
    private final Thread thread;

    /** Starts writing what is in {@code log} and what will be. */
    EventWriter(EventLog log, PrintWriter out, EventFormat format) {
        this.log = log;
        this.out = out;
        this.format = format;
        // The first virtual thread of a process costs a start 25 ms; this one lives as long as the process.
        thread = Thread.ofPlatform().daemon().name("headgate-events").start(this::run);
    }

    private void run() {
        try {
            long seen = 0;
            while (true) {
                List<Event> next = log.awaitSince(seen);
                if (next.isEmpty()) {
                    return;
                }
                write(next, seen);
                seen = next.getLast().id();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Event> events, long seen) {
        Event first = events.getFirst();
        long missed = first.id() - seen - 1;
        if (missed > 0) {
            out.println(format.line(new Event(
                    first.id() - 1,
                    first.time(),
                    Event.Kind.LOST,
                    missed + " events were not written: this output is read too slowly",
                    fields(Map.entry("events", missed)))));
        }
        events.forEach(event -> out.println(format.line(event)));
        out.flush();
    }

    /** Closes the log and waits until all of it is written, but not for ever. */
    @Override
    public void close() {
        log.close();
        try {
            thread.join(LAST_WORDS_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
