package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Many keys: how fast they come in, what they take in memory, and how long a cluster that is started with them needs
 * until one member answers a linearizable read. One cluster runs at a time, on the whole machine.
 */
final class MillionKeys {
    static final String TITLE = "load-1m";

    private static final int CLIENTS = 8;
    private static final long FILL_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(15);
    /** Time for a collector or an allocator to give back what it gives back. */
    private static final int SETTLE_SECONDS = 5;

    private static final double MEBIBYTE = 1024 * 1024;

    private final Path folder;
    private final int size;
    private final List<Filled> fills = new ArrayList<>();
    private final List<Started> starts = new ArrayList<>();

    /** A cluster that was filled, with its resident memory before and after. */
    private record Filled(String subject, double keysPerSecond, long emptyBytes, long fullBytes) {}

    /** One start with all keys; the memory is that of all members, when all answer. */
    private record Started(String subject, int round, double millis, long residentBytes) {}

    MillionKeys(Path folder, int size) {
        this.folder = folder;
        this.size = size;
    }

    void run(List<StoreSubject> subjects, int rounds) throws IOException, InterruptedException {
        var clusters = new ArrayList<Cluster>();
        try {
            for (var subject : subjects) {
                var cluster = Cluster.create(subject, folder);
                clusters.add(cluster);
                fill(cluster);
            }
            for (int round = 1; round <= rounds; round++) {
                for (var cluster : clusters) {
                    start(cluster, round);
                }
            }
        } finally {
            for (var cluster : clusters) {
                cluster.close();
            }
        }
    }

    private void fill(Cluster cluster) throws IOException, InterruptedException {
        var name = cluster.subject().name();
        cluster.start();
        cluster.awaitAll();
        long empty = settledBytes(cluster);
        Progress.say(TITLE + " " + name + " gets " + size + " keys");
        long begin = System.nanoTime();
        fill(cluster, new KeySpace(size));
        double seconds = (System.nanoTime() - begin) / 1e9;
        fills.add(new Filled(name, size / seconds, empty, settledBytes(cluster)));
        cluster.stop();
    }

    /**
     * Puts every key once.
     *
     * @throws BenchFailure when a transaction fails or not all keys are there afterwards
     */
    static void fill(Cluster cluster, KeySpace keys) throws IOException {
        var calls = new Calls.Fill(keys, CLIENTS);
        try (var session = CallSession.open(cluster.leaderPort(), CLIENTS, calls, new Pace.Closed())) {
            var result = session.run(FILL_LIMIT_NANOS);
            if (result.errors() > 0) {
                throw new BenchFailure(
                        cluster.subject().name() + ": " + result.errors() + " transactions failed (expected: none)");
            }
        }
        requireAll(cluster, keys.size());
    }

    private void start(Cluster cluster, int round) throws IOException, InterruptedException {
        var name = cluster.subject().name();
        long begin = System.nanoTime();
        cluster.start();
        cluster.awaitOne();
        double millis = (System.nanoTime() - begin) / 1e6;
        cluster.awaitAll();
        requireAll(cluster, size);
        starts.add(new Started(name, round, millis, settledBytes(cluster)));
        cluster.stop();
        Progress.say(String.format(Locale.ROOT, "%s %s start %d: %.0f ms", TITLE, name, round, millis));
    }

    private static void requireAll(Cluster cluster, int size) throws IOException {
        long count = cluster.count().count();
        if (count != size) {
            throw new BenchFailure(
                    cluster.subject().name() + ": " + count + " keys (expected: the " + size + " that were put)");
        }
    }

    private static long settledBytes(Cluster cluster) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return Kernel.residentBytes(cluster.pids());
    }

    /** A line for each subject that has been started. */
    Table table() {
        var header = List.of(
                size + " keys",
                "put/s",
                "start ms",
                "to etcd",
                "empty MiB",
                "filled MiB",
                "started MiB",
                "bytes/key filled",
                "bytes/key started");
        var lines = new ArrayList<List<String>>();
        for (var fill : fills) {
            var own = startsOf(fill.subject());
            if (own.isEmpty()) {
                continue;
            }
            var millis = Spread.of(own.stream().mapToDouble(Started::millis).toArray());
            var resident =
                    Spread.of(own.stream().mapToDouble(Started::residentBytes).toArray());
            lines.add(List.of(
                    fill.subject(),
                    format("%.0f", fill.keysPerSecond()),
                    millis.text(/* decimals= */ 0),
                    ratioToEtcd(millis.median()),
                    format("%.1f", fill.emptyBytes() / MEBIBYTE),
                    format("%.1f", fill.fullBytes() / MEBIBYTE),
                    format("%.1f", resident.median() / MEBIBYTE),
                    format("%.0f", (fill.fullBytes() - fill.emptyBytes()) / (double) size),
                    format("%.0f", (resident.median() - fill.emptyBytes()) / size)));
        }
        return new Table(/* labels= */ 1, header, lines);
    }

    private String ratioToEtcd(double millis) {
        var etcd = startsOf("etcd").stream().mapToDouble(Started::millis).toArray();
        return etcd.length == 0 ? "-" : format("%.2f", millis / Spread.of(etcd).median());
    }

    private List<Started> startsOf(String subject) {
        return starts.stream().filter(each -> each.subject().equals(subject)).toList();
    }

    /** A line for each start. */
    List<String> csv() {
        return starts.stream()
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s,%d,%.1f,%d",
                        each.subject(),
                        each.round(),
                        each.millis(),
                        each.residentBytes()))
                .toList();
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
