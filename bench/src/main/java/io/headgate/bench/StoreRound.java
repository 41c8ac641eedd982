package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Puts one load on one cluster and accounts for it. Connecting is not part of the cost, reading back what was written
 * is not either; that every acknowledged write is there is part of being a figure.
 */
record StoreRound(CpuClock clock) {

    Measurement measure(Cluster cluster, StoreRow row, KeySpace keys, int number, int seconds)
            throws IOException, InterruptedException {
        int leader = cluster.leaderPort();
        long revision = cluster.count().revision();
        long written = keys.written();
        var problems = new ArrayList<String>();
        var load = new LoadResult(0, 0, 0, Double.NaN, Double.NaN);
        var before = clock.sample(cluster.pids());
        try (var session = row.load().open(cluster, keys)) {
            before = clock.sample(cluster.pids());
            load = session.run(TimeUnit.SECONDS.toNanos(seconds));
        } catch (IOException failure) {
            problems.add(String.valueOf(failure.getMessage()));
        }
        var cpu = before.until(clock.sample(cluster.pids()));
        long resident = Kernel.residentBytes(cluster.pids());
        if (load.completed() == 0) {
            problems.add("nothing completed");
        }
        if (load.errors() > 0) {
            problems.add(load.errors() + " errors");
        }
        problems.addAll(StoreCheck.afterRound(cluster, keys, leader, revision, keys.written() - written));
        return new Measurement(row.title(), cluster.subject().name(), number, load, cpu, resident, problems);
    }
}
