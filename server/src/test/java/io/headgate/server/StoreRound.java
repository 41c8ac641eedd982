package io.headgate.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Some seconds of clients on keys of their own, whose history is then checked and forgotten: so an hour takes no more
 * memory than a minute.
 */
final class StoreRound {
    private static final int REGISTER_CLIENTS = 5;
    private static final int LIST_CLIENTS = 4;

    /** Within it everything must be readable that a round has written, whatever goes wrong meanwhile. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A client that was refused at once waits so long, or it would do nothing but being refused. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String prefix;
    private final StoreTally tally;
    private final StoreRegisters registers;
    private final StoreLists lists;

    StoreRound(StoreCluster cluster, String prefix, StoreTally tally) {
        this.prefix = prefix;
        this.tally = tally;
        this.registers = new StoreRegisters(cluster, prefix + "r", tally);
        this.lists = new StoreLists(cluster, prefix + "l", tally);
    }

    String prefix() {
        return prefix;
    }

    /** Runs all clients for so long, or until {@code stop} is 0 or something is wrong; none runs when it returns. */
    void run(Duration duration, RandomGenerator random, CountDownLatch stop) throws InterruptedException {
        long endNanos = System.nanoTime() + duration.toNanos();
        BooleanSupplier goesOn = () -> endNanos - System.nanoTime() > 0 && stop.getCount() > 0 && tally.isClean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < REGISTER_CLIENTS; i++) {
            threads.add(start("registers-" + i, goesOn, registers.new Client(seeded(random))::step));
        }
        for (int i = 0; i < LIST_CLIENTS; i++) {
            threads.add(start("lists-" + i, goesOn, lists.new Client(seeded(random))::step));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static RandomGenerator seeded(RandomGenerator random) {
        return RandomGeneratorFactory.getDefault().create(random.nextLong());
    }

    private Thread start(String name, BooleanSupplier goesOn, BooleanSupplier step) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                while (goesOn.getAsBoolean()) {
                    if (!step.getAsBoolean()) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            } catch (RuntimeException wrong) {
                tally.violation(name + ": " + wrong);
            }
        });
    }

    /** Reports whether all that clients saw can be, and whether the watcher saw all that they were told. */
    void check(StoreProbe probe, StoreWatcher watcher) throws InterruptedException {
        lists.check(probe, PATIENCE);
        registers.check();
        List<StoreWatcher.Written> told = new ArrayList<>(registers.written());
        told.addAll(lists.written());
        long last =
                told.stream().mapToLong(StoreWatcher.Written::revision).max().orElse(0);
        if (!watcher.await(last, PATIENCE)) {
            tally.violation("watch: nothing after revision " + watcher.revision() + " for " + PATIENCE.toSeconds()
                    + " s (expected: " + last + ")");
            return;
        }
        for (StoreWatcher.Written missing : watcher.missing(told)) {
            tally.violation("watch: no event of " + missing + ", which was acknowledged");
        }
        tally.checked("acknowledged writes", told.size());
        watcher.forget(prefix);
    }
}
