package io.headgate.server;

import static io.headgate.server.EventLog.fields;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EventLogTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private final EventLog log = new EventLog(InstantSource.fixed(NOON));
    private final StringWriter out = new StringWriter();

    @Test
    void theLogKeepsTheLastEventsAndTheirIdsRiseByOne() {
        int published = EventLog.CAPACITY + 10;
        for (int i = 1; i <= published; i++) {
            log.publish(Event.Kind.ADMIN, "event " + i);
        }
        assertThat(log.since(0))
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(11, published).boxed().toList());
        assertThat(log.since(published - 2)).extracting(Event::message).containsExactly("event 1033", "event 1034");
        assertThat(log.since(published)).isEmpty();
    }

    @Test
    void aFieldIsTextOrAWholeNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.publish(Event.Kind.ADMIN, "", fields(entry("port", 1))))
                .withMessage("port=1 (expected: a String or a Long)");
    }

    @Test
    void everyEventIsALineOfText() {
        try (var _ = new EventWriter(log, new PrintWriter(out), EventFormat.TEXT)) {
            log.publish(Event.Kind.READY, "1 listener");
            log.publish(Event.Kind.HEALTH, "pool api: said \"a\r\nb\u001b[2J\"");
        }
        assertThat(out).hasToString("""
                2030-01-01T12:00:00Z ready: 1 listener
                2030-01-01T12:00:00Z health: pool api: said "a\\u000d\\u000ab\\u001b[2J"
                """);
    }

    @Test
    void everyEventIsALineOfJson() {
        try (var _ = new EventWriter(log, new PrintWriter(out), EventFormat.JSON)) {
            log.publish(Event.Kind.PANIC_LEFT, "said \"a\n\"", fields(entry("pool", "api"), entry("available", 3L)));
        }
        assertThat(out).hasToString("""
                {"id":1,"time":"2030-01-01T12:00:00Z","kind":"panic-left","message":"said \\"a\\n\\"",\
                "fields":{"pool":"api","available":3}}
                """);
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndIsToldWhatItMissed() throws Exception {
        var reading = new CountDownLatch(1);
        var stuck = new CountDownLatch(1);
        Writer slow = new Writer() {
            @Override
            public void write(char[] chars, int from, int length) {
                stuck.countDown();
                try {
                    reading.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                out.write(chars, from, length);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        try (var _ = new EventWriter(log, new PrintWriter(slow), EventFormat.TEXT)) {
            log.publish(Event.Kind.READY, "first");
            assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < EventLog.CAPACITY + 5; i++) {
                log.publish(Event.Kind.ADMIN, "more");
            }
            reading.countDown();
        }
        assertThat(out.toString().lines())
                .hasSize(1 + 1 + EventLog.CAPACITY)
                .startsWith(
                        NOON + " ready: first",
                        NOON + " lost: 5 events were not written: this output is read too slowly");
    }
}
