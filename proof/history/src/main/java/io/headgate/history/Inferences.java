package io.headgate.history;

import io.headgate.history.DependencyGraph.Arc;
import io.headgate.history.KeyLog.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been inferred so far: dependencies between committed transactions, and anomalies. Confined to its caller. */
final class Inferences {
    private final HistoryIndex index;
    private final List<Arc> arcs = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    /** Values that have been reported, so that each is reported once and not once for each of its readers. */
    private final Set<Reported> reported = new HashSet<>();

    private record Reported(String key, long value, boolean intermediate) {}

    Inferences(HistoryIndex index) {
        this.index = index;
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    DependencyGraph graph() {
        return new DependencyGraph(index.transactions().size(), arcs);
    }

    void add(Anomaly anomaly) {
        anomalies.add(anomaly);
    }

    void writeWrite(String key, Write earlier, Write later) {
        add(
                earlier.transaction(),
                later.transaction(),
                (from, to) -> new Dependency.WriteWrite(from, to, key, earlier.value(), later.value()));
    }

    void writeRead(String key, Write write, int reader) {
        add(write.transaction(), reader, (from, to) -> new Dependency.WriteRead(from, to, key, write.value()));
    }

    void readWrite(String key, int reader, @Nullable Long seen, Write later) {
        add(reader, later.transaction(), (from, to) -> new Dependency.ReadWrite(from, to, key, seen, later.value()));
    }

    void session(int from, int to) {
        add(from, to, Dependency.Session::new);
    }

    void realTime(int from, int to) {
        add(from, to, Dependency.RealTime::new);
    }

    /** Reports a value read that was never written or whose writer aborted. */
    void checkWritten(KeyLog log, int reader, long value) {
        var write = log.writes.get(value);
        if (write != null && index.committed(write.transaction())) {
            return;
        }
        if (reported.add(new Reported(log.key, value, /* intermediate= */ false))) {
            var by = index.transaction(reader);
            add(
                    write == null
                            ? new Anomaly.UnwrittenRead(by, log.key, value)
                            : new Anomaly.AbortedRead(by, index.transaction(write.transaction()), log.key, value));
        }
    }

    /** Reports a value read by another that its writer replaced in the same transaction. */
    void checkFinal(KeyLog log, int reader, long value) {
        var write = log.writes.get(value);
        if (write != null
                && !write.last()
                && write.transaction() != reader
                && reported.add(new Reported(log.key, value, /* intermediate= */ true))) {
            add(new Anomaly.IntermediateRead(
                    index.transaction(reader), index.transaction(write.transaction()), log.key, value));
        }
    }

    private interface Reason {
        Dependency between(Transaction from, Transaction to);
    }

    private void add(int from, int to, Reason reason) {
        if (from != to) {
            arcs.add(new Arc(from, to, reason.between(index.transaction(from), index.transaction(to))));
        }
    }
}
