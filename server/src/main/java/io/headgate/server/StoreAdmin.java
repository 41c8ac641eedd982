package io.headgate.server;

import io.headgate.replica.MemberCounters;
import io.headgate.replica.SyncTimes;
import io.headgate.server.AdminServer.Answer;
import io.headgate.server.AdminServer.Page;
import io.headgate.server.AdminServer.Query;
import io.headgate.store.Keyspace;
import io.headgate.store.MemberStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a member of a store says of itself over HTTP: metrics, whether it is alive, whether it can serve. */
final class StoreAdmin implements AutoCloseable {
    private final @Nullable AdminServer server;

    private StoreAdmin(@Nullable AdminServer server) {
        this.server = server;
    }

    /**
     * Answers from now on.
     *
     * @param where null for nowhere
     * @throws IOException if the address cannot be had
     */
    static StoreAdmin start(@Nullable StoreEndpoint where, StoreMember member) throws IOException {
        if (where == null) {
            return new StoreAdmin(null);
        }
        SequencedMap<String, Page> pages = new LinkedHashMap<>();
        pages.put("/metrics", query -> metrics(query, member));
        pages.put("/health", _ -> health(member.member().status()));
        pages.put("/ready", _ -> ready(member.member().status()));
        try {
            AdminServer server = AdminServer.bind(new InetSocketAddress(where.host(), where.port()), pages);
            server.start();
            return new StoreAdmin(server);
        } catch (IOException e) {
            throw new IOException(
                    "--listen-metrics: " + where + ": " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
        }
    }

    /** Where it answers. */
    String address() {
        return server == null ? "nowhere" : TakenAddresses.shown(server.address());
    }

    /** As etcd's {@code /health} has it. */
    private record Health(String health, List<String> errors) {}

    private static Answer health(MemberStatus status) {
        boolean isWell = status.leader() != 0
                && status.errors().isEmpty()
                && status.alarms().isEmpty();
        return Answer.json(isWell ? 200 : 503, new Health(Boolean.toString(isWell), status.errors()));
    }

    /** {@code reason} is null when {@code ready}. */
    private record Ready(boolean ready, @Nullable String reason) {}

    private static Answer ready(MemberStatus status) {
        if (status.leader() == 0) {
            return Answer.json(503, new Ready(false, "it knows no leader"));
        }
        return Answer.json(200, new Ready(true, null));
    }

    private static Answer metrics(Query query, StoreMember member) {
        var scrape = new Scrape();
        add(scrape, member.member().status());
        add(scrape, member.member().keyspace());
        add(scrape, member.member().counters());
        scrape.value(StoreMetric.CONNECTIONS, member.server().openConnections());
        scrape.value(StoreMetric.REFUSED_CONNECTIONS, member.server().refusedConnections());
        SyncTimes syncs = member.syncTimes();
        scrape.histogram(StoreMetric.SYNC, SyncTimes.boundsSeconds(), syncs.counts(), syncs.sumSeconds());
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

    private static void add(Scrape scrape, MemberStatus status) {
        scrape.value(StoreMetric.HAS_LEADER, status.leader() == 0 ? 0 : 1);
        scrape.value(StoreMetric.IS_LEADER, status.leader() == status.memberId() ? 1 : 0);
        scrape.value(StoreMetric.BALLOT, status.round());
        scrape.value(StoreMetric.CHOSEN, status.chosenSlot());
        scrape.value(StoreMetric.APPLIED, status.appliedSlot());
        scrape.value(StoreMetric.REVISION, status.revision());
        scrape.value(StoreMetric.STORE_BYTES, status.storeBytes());
        scrape.value(StoreMetric.LIVE_BYTES, status.liveBytes());
        scrape.value(StoreMetric.ALARMS, status.alarms().size());
        scrape.value(StoreMetric.ERRORS, status.errors().size());
    }

    private static void add(Scrape scrape, Keyspace keyspace) {
        scrape.value(StoreMetric.COMPACTED, keyspace.compactedRevision());
        scrape.value(StoreMetric.LEASES, keyspace.leaseIds().size());
    }

    private static void add(Scrape scrape, MemberCounters counters) {
        scrape.value(StoreMetric.LEADER_CHANGES, counters.leaderChanges());
        scrape.value(StoreMetric.LOG_BYTES, counters.logBytes());
        scrape.value(StoreMetric.PENDING, counters.pendingBatches());
        scrape.value(StoreMetric.COMMANDS, counters.commands());
        scrape.value(StoreMetric.READS, counters.reads());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
