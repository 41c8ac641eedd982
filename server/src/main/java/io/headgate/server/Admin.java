package io.headgate.server;

import static io.headgate.server.EventLog.fields;
import static java.util.Map.entry;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.ProxyStats;
import io.headgate.server.AdminServer.Answer;
import io.headgate.server.AdminServer.Page;
import io.headgate.server.AdminServer.Query;
import io.headgate.server.NodeState.Phase;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself, and where. The thread of the command tells it what happens and is the only one to call methods that
 * change something; the admin server's threads read {@link #state}, the log and the data plane's counters.
 *
 * <p>The order of a change: {@link #prepare}, then whatever else may fail, then {@link Change#commit}.
 */
final class Admin implements AutoCloseable {
    private final Path file;
    private final Proxy proxy;
    private final int workers;
    private final EventLog log;
    private final InstantSource clock;
    private final Instant started;
    /** Written by the command's thread, read by the server's. */
    private volatile NodeState state = NodeState.STARTING;
    /** Null while nothing is configured. Confined to the command's thread. */
    private @Nullable AdminServer server;

    /**
     * @param file the configuration file, for people
     * @param workers of {@code proxy}
     */
    Admin(Path file, Proxy proxy, int workers, EventLog log, InstantSource clock) {
        this.file = file;
        this.proxy = proxy;
        this.workers = workers;
        this.log = log;
        this.clock = clock;
        started = clock.instant();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // What the command reports.

    /**
     * Takes the address that {@code next} wants, without answering there and without leaving the one before.
     *
     * @throws IOException if the address cannot be had; nothing has changed
     */
    Change prepare(FrontDoor next) throws IOException {
        AdminConfig wanted = next.admin();
        AdminServer current = server;
        if (wanted == null) {
            return new Change(next, null);
        }
        if (current != null && current.wanted().equals(wanted.bind())) {
            return new Change(next, current);
        }
        return new Change(next, AdminServer.bind(wanted.bind(), pages()));
    }

    /** A configuration on its way. Closing it without {@link #commit} gives a new address back. */
    final class Change implements AutoCloseable {
        private final FrontDoor frontDoor;
        private final @Nullable AdminServer next;
        private boolean committed;

        private Change(FrontDoor frontDoor, @Nullable AdminServer next) {
            this.frontDoor = frontDoor;
            this.next = next;
        }

        /** The configuration is in force: answers on its address, and no longer on the one before. */
        void commit(long revision) {
            committed = true;
            state = state.with(new NodeState.InForce(frontDoor, revision, clock.instant()));
            move(next);
        }

        @Override
        public void close() {
            if (!committed && next != null && next != server) {
                next.close();
            }
        }
    }

    private void move(@Nullable AdminServer next) {
        AdminServer before = server;
        if (next == before) {
            return;
        }
        server = next;
        if (next != null) {
            next.start();
            String address = TakenAddresses.shown(next.address());
            log.publish(Event.Kind.ADMIN, "http://" + address + "/status", fields(entry("address", address)));
        } else {
            log.publish(Event.Kind.ADMIN, "off");
        }
        if (before != null) {
            before.close();
        }
    }

    /** A configuration did not come into force; {@code problems} say why. */
    void rejected(List<String> problems) {
        state = state.with(new NodeState.Rejected(clock.instant(), problems));
    }

    /** {@code /ready} says yes from now on. */
    void serving() {
        state = state.in(Phase.SERVING);
    }

    /** {@code /ready} says no from now on. */
    void draining() {
        state = state.in(Phase.DRAINING);
    }

    /** Where it answers; empty when it does not. For the command's thread. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(AdminServer::address);
    }

    @Override
    public void close() {
        AdminServer current = server;
        server = null;
        if (current != null) {
            current.close();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // What an operator asks.

    private SequencedMap<String, Page> pages() {
        SequencedMap<String, Page> pages = new LinkedHashMap<>();
        pages.put("/healthz", _ -> Answer.json(200, new Alive("alive")));
        pages.put("/ready", _ -> ready());
        pages.put("/status", _ -> Answer.json(200, status()));
        pages.put("/metrics", this::metrics);
        pages.put("/events", this::events);
        return pages;
    }

    private record Alive(String status) {}

    /** {@code reason} is null when {@code ready}. */
    private record Ready(
            boolean ready, Phase state, @Nullable String reason) {}

    private Answer ready() {
        Phase phase = state.phase();
        return switch (phase) {
            case STARTING ->
                Answer.json(503, new Ready(false, phase, "the first health checks have not all come back yet"));
            case SERVING -> Answer.json(200, new Ready(true, phase, null));
            case DRAINING -> Answer.json(503, new Ready(false, phase, "told to stop: no new connections are taken"));
        };
    }

    private Answer events(Query query) {
        String text = query.text();
        if (text == null) {
            return Answer.json(200, log.since(0));
        }
        if (!text.matches("since=[0-9]{1,18}")) {
            return AdminServer.refuse(400, "query: " + text, List.of("since=ID, such as since=17"));
        }
        return Answer.json(200, log.since(Long.parseLong(text.substring("since=".length()))));
    }

    /** In the format that the client asks for: Prometheus' own text, or OpenMetrics. */
    private Answer metrics(Query query) {
        NodeState now = state;
        ProxyStats stats = proxy.stats();
        var scrape = new Scrape();
        NodeMetrics.addTo(scrape, now, status(now, stats), stats);
        JvmMetrics.addTo(scrape);
        ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(query.accept());
        var body = new ByteArrayOutputStream();
        try {
            writer.write(body, scrape.snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, writer.getContentType(), body.toByteArray());
    }

    private Status status() {
        return status(state, proxy.stats());
    }

    private Status status(NodeState now, ProxyStats stats) {
        NodeState.InForce inForce = now.inForce();
        NodeState.Rejected rejected = now.rejected();
        Optional<StatusReport> report =
                Optional.ofNullable(inForce).map(current -> new StatusReport(current.frontDoor(), stats));
        List<Event> events = log.since(0);
        return new Status(
                VersionCommand.version(),
                Runtime.version().toString(),
                started,
                Duration.between(started, clock.instant()).toSeconds(),
                now.phase(),
                file.toString(),
                inForce == null
                        ? null
                        : new Status.Configuration(
                                inForce.revision(),
                                inForce.appliedAt(),
                                inForce.frontDoor().summary()),
                rejected == null ? null : new Status.Rejected(rejected.at(), rejected.problems()),
                proxy.transport().name().toLowerCase(Locale.ROOT),
                workers,
                report.map(StatusReport::listeners).orElse(List.of()),
                report.map(StatusReport::pools).orElse(List.of()),
                report.map(StatusReport::routes).orElse(List.of()),
                events.subList(Math.max(0, events.size() - Status.EVENTS), events.size()));
    }
}
