package io.headgate.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.DefragmentRequest;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A cluster of real processes that are killed, stopped and cut off from each other under clients whose every answer is
 * checked. docs/store-torture.md says what is checked; {@code state/torture} runs this from the command line.
 *
 * <p>Four kinds of threads: this one starts rounds of clients; one lets things go wrong; one watches; one checks the rounds
 * that have ended, removes their keys and compacts, so that members also go on from checkpoints.
 */
@Command(
        name = "state/torture",
        description = "Kill, stop and cut off the members of a store under clients, and check all they are told.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class StoreTorture implements Callable<Integer> {
    private static final String PREFIX = "t/";
    private static final ByteString END = ByteString.copyFromUtf8(PREFIX + "end");
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Rounds that have ended and are not checked: more, and clients wait for the checker. */
    private static final int UNCHECKED_ROUNDS = 3;

    @Option(names = "--minutes", paramLabel = "N", description = "How long things go wrong.")
    private double minutes = 60;

    @Option(names = "--seed", paramLabel = "N", description = "What goes wrong; drawn and told unless given.")
    private long seed = System.nanoTime();

    @Option(names = "--loopback", description = "On loopback, where no link can be cut, even if namespaces can be had.")
    private boolean isLoopback;

    @Option(names = "--keep", paramLabel = "DIR", description = "Where to leave data and logs of a run that failed.")
    private @Nullable Path keep;

    StoreTorture() {}

    StoreTorture(Duration duration, long seed, boolean isLoopback) {
        this.minutes = duration.toMillis() / 60_000.0;
        this.seed = seed;
        this.isLoopback = isLoopback;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StoreTorture()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return run().isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Runs it, prints a report, and leaves no process, folder or network. */
    StoreTally run() throws IOException, InterruptedException {
        System.out.printf("seed %d, %.2f minutes%n", seed, minutes);
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        var tally = new StoreTally();
        try (var cluster = StoreCluster.start(!isLoopback, random)) {
            // For an interrupt from the keyboard, and for a test that is told to end.
            var atExit = new Thread(cluster::close, "torture-exit");
            Runtime.getRuntime().addShutdownHook(atExit);
            try {
                new Running(cluster, random, tally).run(Duration.ofMillis((long) (minutes * 60_000)));
                report(cluster, tally);
            } finally {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        }
        return tally;
    }

    private void report(StoreCluster cluster, StoreTally tally) throws IOException {
        System.out.println(tally);
        System.out.println("links: " + (cluster.network().hasLinks() ? "cut" : "none, members were on loopback"));
        if (!tally.isClean()) {
            tally.violations().forEach(violation -> System.out.println("VIOLATION " + violation));
            System.out.println(cluster.lastWords());
            if (keep != null) {
                cluster.stop();
                cluster.keep(keep.resolve(String.valueOf(seed)));
            }
        }
    }

    /** One run, with the threads it needs. */
    private static final class Running {
        private final StoreCluster cluster;
        private final RandomGenerator random;
        private final StoreTally tally;
        private final StoreProbe probe;
        private final StoreWatcher watcher;
        private final StoreFaults faults;
        private final CountDownLatch stop = new CountDownLatch(1);

        Running(StoreCluster cluster, RandomGenerator random, StoreTally tally) {
            this.cluster = cluster;
            this.random = random;
            this.tally = tally;
            this.probe = new StoreProbe(cluster, tally);
            this.watcher = new StoreWatcher(cluster, StoreRange.startingWith(PREFIX), tally, split());
            this.faults = new StoreFaults(cluster, split(), tally, probe);
        }

        /** So that what one thread draws does not depend on when others draw. */
        private RandomGenerator split() {
            return RandomGeneratorFactory.getDefault().create(random.nextLong());
        }

        void run(Duration duration) throws IOException, InterruptedException {
            probe.demandProgress(PATIENCE);
            Thread watching = Thread.ofPlatform().name("watcher").daemon().start(watcher);
            try (ExecutorService checker = Executors.newSingleThreadExecutor();
                    ExecutorService nemesis = Executors.newSingleThreadExecutor()) {
                Future<?> wrong = nemesis.submit(() -> {
                    faults.run(stop);
                    return null;
                });
                try {
                    runRounds(duration, checker);
                } finally {
                    stop.countDown();
                }
                result(wrong);
            }
            if (tally.isClean()) {
                probe.demandProgress(PATIENCE);
                checkEnd();
            }
            watcher.stop();
            watching.join();
            tally.checked("events of the watch", watcher.events());
        }

        private void runRounds(Duration duration, ExecutorService checker) throws InterruptedException {
            long endNanos = System.nanoTime() + duration.toNanos();
            List<Future<?>> checks = new ArrayList<>();
            for (int number = 1; endNanos - System.nanoTime() > 0 && tally.isClean(); number++) {
                var round = new StoreRound(cluster, PREFIX + number + "/", tally);
                Duration left = Duration.ofNanos(endNanos - System.nanoTime());
                round.run(left.compareTo(ROUND) < 0 ? left : ROUND, split(), stop);
                checks.add(checker.submit(() -> {
                    round.check(probe, watcher);
                    clean(round);
                    return null;
                }));
                if (checks.size() > UNCHECKED_ROUNDS) {
                    result(checks.removeFirst());
                }
                tally.checked("rounds", 1);
            }
            for (Future<?> check : checks) {
                result(check);
            }
        }

        private void result(Future<?> work) throws InterruptedException {
            try {
                work.get();
            } catch (ExecutionException failed) {
                tally.violation("the torture itself failed: " + failed.getCause());
            }
        }

        /** Removes what a round has written, compacts up to what was watched, and has a member write a checkpoint. */
        private void clean(StoreRound round) {
            if (!tally.isClean()) {
                return;
            }
            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            StoreRange keys = StoreRange.startingWith(round.prefix());
            probe.insist(
                    EtcdMethods.DELETE_RANGE,
                    DeleteRangeRequest.newBuilder()
                            .setKey(keys.first())
                            .setRangeEnd(keys.end())
                            .build(),
                    deadlineNanos);
            attempt(() -> cluster.client(0)
                    .call(
                            EtcdMethods.COMPACT,
                            CompactionRequest.newBuilder()
                                    .setRevision(watcher.revision())
                                    .build()));
            for (int member = 0; member < StoreCluster.MEMBERS; member++) {
                TortureClient client = cluster.client(member);
                attempt(() -> client.call(EtcdMethods.DEFRAGMENT, DefragmentRequest.getDefaultInstance()));
            }
        }

        /** What need not be done this time. */
        private void attempt(Runnable call) {
            try {
                call.run();
                tally.operation("compactions and checkpoints ok");
            } catch (StatusRuntimeException _) {
                tally.operation("compactions and checkpoints failed");
            }
        }

        /** When nothing is wrong and no client runs: all members are equal, and the watcher knows what they have. */
        private void checkEnd() throws IOException, InterruptedException {
            cluster.ownEnds().forEach(tally::violation);
            probe.demandEqualHashes(PATIENCE);
            // Written after all else: once its event has come, the watch has told everything.
            PutResponse put =
                    insist(EtcdMethods.PUT, PutRequest.newBuilder().setKey(END).build());
            long last = put.getHeader().getRevision();
            StoreRange all = StoreRange.startingWith(PREFIX);
            RangeResponse present = insist(
                    EtcdMethods.RANGE,
                    RangeRequest.newBuilder()
                            .setKey(all.first())
                            .setRangeEnd(all.end())
                            .build());
            if (present.getKvsList().stream()
                    .noneMatch(each -> each.getKey().equals(END) && each.getModRevision() == last)) {
                tally.violation("acknowledged: " + put + " but then read: " + present);
            }
            if (!watcher.await(last, PATIENCE)) {
                tally.violation("watch: ended at revision " + watcher.revision() + " (expected: " + last + ")");
            }
            watcher.differences(present.getKvsList()).forEach(tally::violation);
        }

        private <Q extends Message, R extends Message> R insist(MethodDescriptor<Q, R> method, Q request) {
            return probe.insist(method, request, System.nanoTime() + PATIENCE.toNanos())
                    .orElseThrow(() -> new IllegalStateException(method.getBareMethodName() + ": no answer for "
                            + PATIENCE.toSeconds() + " s from a cluster in which nothing is wrong"));
        }
    }
}
