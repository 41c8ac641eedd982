package io.headgate.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Lets things go wrong, one or two at a time, puts them right, and demands each time that the cluster goes on. What, where
 * and for how long is drawn, so a seed gives the same faults again, though not at the same moments of what clients do.
 * Confined to one thread.
 */
final class StoreFaults {
    /** Within it every member must write again after everything was put right: restarts and elections on a machine with ten times more to do than it can. */
    static final Duration RECOVERY = Duration.ofMinutes(2);

    private static final List<Integer> ALL =
            IntStream.range(0, StoreCluster.MEMBERS).boxed().toList();

    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 4_000;
    private static final int LONGEST_QUIET_MILLIS = 1_500;

    /** A fault and how long it lasts. */
    private record Lasting(StoreFault fault, int millis) {
        @Override
        public String toString() {
            return fault + " for " + millis + " ms";
        }
    }

    private final StoreCluster cluster;
    private final RandomGenerator random;
    private final StoreTally tally;
    private final StoreProbe probe;

    StoreFaults(StoreCluster cluster, RandomGenerator random, StoreTally tally, StoreProbe probe) {
        this.cluster = cluster;
        this.random = random;
        this.tally = tally;
        this.probe = probe;
    }

    /** Goes on until {@code stop} is 0; then everything is right. A violation ends it too. */
    void run(CountDownLatch stop) throws IOException, InterruptedException {
        while (tally.isClean() && !stop.await(random.nextInt(LONGEST_QUIET_MILLIS), TimeUnit.MILLISECONDS)) {
            List<Lasting> faults = draw();
            strikeAndHeal(faults, stop);
            cluster.ownEnds().forEach(tally::violation);
            Duration recovery = probe.demandProgress(RECOVERY);
            System.out.printf("%s %s, all members write after %d ms%n", Instant.now(), faults, recovery.toMillis());
        }
    }

    private void strikeAndHeal(List<Lasting> faults, CountDownLatch stop) throws IOException, InterruptedException {
        for (Lasting lasting : faults) {
            lasting.fault().strike(cluster);
            tally.fault(lasting.fault().kind());
        }
        long begunNanos = System.nanoTime();
        for (Lasting lasting : faults) {
            long leftNanos = begunNanos + TimeUnit.MILLISECONDS.toNanos(lasting.millis()) - System.nanoTime();
            stop.await(leftNanos, TimeUnit.NANOSECONDS);
            lasting.fault().heal(cluster);
        }
    }

    /** The one that ends first comes first. */
    private List<Lasting> draw() {
        List<Lasting> faults = new ArrayList<>();
        faults.add(lasting(fault()));
        if (random.nextBoolean()) {
            StoreFault second = fault();
            if (second.goesWith(faults.getFirst().fault())) {
                faults.add(lasting(second));
            }
        }
        faults.sort(Comparator.comparingInt(Lasting::millis));
        return faults;
    }

    private Lasting lasting(StoreFault fault) {
        return new Lasting(fault, random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
    }

    private StoreFault fault() {
        int member = random.nextInt(StoreCluster.MEMBERS);
        int other = (member + random.nextInt(1, StoreCluster.MEMBERS)) % StoreCluster.MEMBERS;
        return switch (random.nextInt(cluster.network().hasLinks() ? 13 : 6)) {
            case 0, 1, 2 -> new StoreFault.Kill(List.of(member));
            case 3, 4 -> new StoreFault.Pause(member);
            case 5 -> new StoreFault.Kill(ALL);
            case 6, 7 -> new StoreFault.Cut(member, other);
            case 8, 9 -> new StoreFault.OneWayCut(member, other);
            case 10, 11 -> new StoreFault.Isolate(member);
            default -> new StoreFault.Unplug(member);
        };
    }
}
