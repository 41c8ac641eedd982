package io.headgate.server;

import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.replica.PeerTls;
import io.headgate.replica.ReplicaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * The store's part of the training run: three members in this process, one of them started by {@code headgate store serve},
 * under the load of {@code headgate store bench}. It is long enough for a profile of what members do all the time, because a
 * member that is asked little compiles little: without one it would pay for it for minutes.
 */
final class StoreTraining {
    private static final int REQUESTS = 20_000;
    private static final int SCANS = 20;
    private static final int WATCHES = 100;
    private static final int WATCHED_PUTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 10;

    /** A member and where it listens. */
    private record Place(String name, URI client, URI peer) {
        static Place of(String name) throws IOException {
            return new Place(name, url(), url());
        }

        private static URI url() throws IOException {
            return URI.create("http://127.0.0.1:" + TrainCommand.freePort());
        }
    }

    private final Path folder;
    private final Place served = Place.of("n1");
    private final List<Place> others = List.of(Place.of("n2"), Place.of("n3"));
    private final List<Place> all = List.of(served, others.getFirst(), others.getLast());

    private StoreTraining(Path folder) throws IOException {
        this.folder = folder;
    }

    /** Runs it. The folder is left with what members wrote. */
    static void run(Path folder) throws Exception {
        new StoreTraining(folder).run();
    }

    private void run() throws Exception {
        List<StoreMember> members = new ArrayList<>();
        try {
            for (Place place : others) {
                members.add(start(place));
            }
            FutureTask<Integer> serving = serve();
            load();
            // What it has by now is read from a checkpoint and from the log.
            stop(serving);
            stop(serve());
        } finally {
            members.forEach(StoreMember::close);
        }
    }

    private StoreMember start(Place place) throws IOException {
        Path data = Files.createDirectories(folder.resolve(place.name()));
        Map<String, URI> founders = all.stream().collect(Collectors.toMap(Place::name, Place::peer));
        var identity = new Founding(founders, "headgate", "")
                .identity(place.name(), List.of(place.client().toString()));
        return StoreMember.start(
                new StoreMember.Settings(
                        data, identity, place.client(), place.peer(), null, PeerTls.NONE, ReplicaSettings.DEFAULT),
                fatal -> System.err.println("train: " + fatal));
    }

    /** Returns when it answers a linearizable read. */
    private FutureTask<Integer> serve() throws IOException, InterruptedException {
        String founders =
                all.stream().map(place -> place.name() + "=" + place.peer()).collect(Collectors.joining(","));
        var serve = new FutureTask<>(() -> commandLine()
                .execute(
                        "store",
                        "serve",
                        "--name",
                        served.name(),
                        "--data",
                        folder.resolve(served.name()).toString(),
                        "--listen-client",
                        served.client().toString(),
                        "--listen-peer",
                        served.peer().toString(),
                        "--cluster",
                        founders));
        Thread.ofPlatform().name("train-store").start(serve);
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (ask(List.of(served), "get", "nothing") != CommandLine.ExitCode.OK) {
            if (serve.isDone() || deadlineNanos - System.nanoTime() <= 0) {
                throw new IOException("the store does not answer (expected: within " + PATIENCE + ")");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return serve;
    }

    private static void stop(FutureTask<Integer> serving) throws Exception {
        Signals.raise("TERM");
        int exitCode = serving.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (exitCode != CommandLine.ExitCode.OK) {
            throw new IOException("store serve: exit code " + exitCode + " (expected: 0)");
        }
    }

    private void load() throws Exception {
        String total = Integer.toString(REQUESTS);
        require(ask(all, "bench", "--total", total, "--keys", total));
        require(ask(all, "bench", "--request", "get", "--total", total, "--keys", total));
        for (int i = 0; i < SCANS; i++) {
            require(ask(List.of(served), "get", "--prefix", "bench/", "--limit", "1000"));
        }
        watch();
        require(ask(List.of(served), "defrag"));
    }

    /** Many follow a key that is put again and again. */
    private void watch() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        WatchRequest request = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(StoreClient.bytes("bench/0")))
                .build();
        List<FutureTask<Integer>> followers = new ArrayList<>();
        try (EtcdConnection connection =
                EtcdConnection.to(served.client().getHost(), served.client().getPort(), null)) {
            for (int i = 0; i < WATCHES; i++) {
                var stream = new StoreStream<WatchRequest, WatchResponse>(connection.open(EtcdMethods.WATCH));
                stream.send(request);
                // It says that it follows.
                stream.take();
                followers.add(new FutureTask<>(() -> follow(stream)));
            }
            followers.forEach(Thread::startVirtualThread);
            String puts = Integer.toString(WATCHED_PUTS);
            require(ask(List.of(served), "bench", "--total", puts, "--keys", "1", "--clients", "1"));
            for (FutureTask<Integer> follower : followers) {
                follower.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** Returns when all puts were seen. */
    private static int follow(StoreStream<WatchRequest, WatchResponse> stream) throws InterruptedException {
        int seen = 0;
        while (seen < WATCHED_PUTS) {
            seen += stream.take().getEventsCount();
        }
        return seen;
    }

    private static void require(int exitCode) throws IOException {
        if (exitCode != CommandLine.ExitCode.OK) {
            throw new IOException("a command of the store: exit code " + exitCode + " (expected: 0)");
        }
    }

    /** Runs {@code headgate store} against some members; what it prints goes nowhere. */
    private static int ask(List<Place> members, String command, String... arguments) {
        String endpoints =
                members.stream().map(place -> place.client().getAuthority()).collect(Collectors.joining(","));
        List<String> words = new ArrayList<>(List.of("store", command, "--endpoints", endpoints));
        words.addAll(List.of(arguments));
        return commandLine().execute(words.toArray(String[]::new));
    }

    private static CommandLine commandLine() {
        return Main.commandLine()
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setErr(new PrintWriter(Writer.nullWriter()));
    }
}
