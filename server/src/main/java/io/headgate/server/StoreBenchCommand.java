package io.headgate.server;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store bench}: how fast a store is, from here. */
@Command(
        name = "bench",
        description = {
            "Let clients put or get small keys, each client one request at a time, and print throughput and latency."
                    + " Clients are spread over the endpoints. Writes to keys under bench/."
        },
        mixinStandardHelpOptions = true)
final class StoreBenchCommand implements Callable<Integer> {
    /** Each client is a thread here, and a stream there. */
    private static final int MOST_CLIENTS = 10_000;

    private static final int MOST_REQUESTS = 100_000_000;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What is asked. */
    enum Request {
        PUT,
        GET,
        SERIALIZABLE_GET
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Option(
            names = "--request",
            paramLabel = "KIND",
            description = "put, get, or serializable_get, which may be old; put unless given.")
    private Request request = Request.PUT;

    @Option(names = "--clients", paramLabel = "N", description = "How many ask at a time; 64 unless given.")
    private int clients = 64;

    @Option(names = "--total", paramLabel = "N", description = "Requests in all; 10000 unless given.")
    private int total = 10_000;

    @Option(names = "--keys", paramLabel = "N", description = "How many different keys; 1000 unless given.")
    private int keys = 1_000;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Size of a value; 256 unless given.")
    private int valueBytes = 256;

    @Override
    public Integer call() throws InterruptedException {
        check("--clients", clients, MOST_CLIENTS);
        check("--total", total, MOST_REQUESTS);
        check("--keys", keys, MOST_REQUESTS);
        check("--value-bytes", valueBytes, 1 << 20);
        List<EtcdConnection> connections =
                client.endpoints().stream().map(client::connect).toList();
        try {
            return run(connections);
        } finally {
            connections.forEach(EtcdConnection::close);
        }
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + ": " + value + " (expected: 1.." + most + ")");
        }
    }

    private int run(List<EtcdConnection> connections) throws InterruptedException {
        for (EtcdConnection connection : connections) {
            try {
                client.status(connection);
            } catch (StatusRuntimeException e) {
                return client.failed(client.endpoints().get(connections.indexOf(connection)) + ": "
                        + StoreClient.reason(e.getStatus()));
            }
        }
        long[] nanos = new long[total];
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<StatusRuntimeException> failures = new ConcurrentLinkedQueue<>();
        long begun = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            EtcdConnection connection = connections.get(i % connections.size());
            threads.add(Thread.ofVirtual().name("bench-" + i).start(() -> ask(connection, next, nanos, failures)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        StatusRuntimeException failure = failures.peek();
        if (failure != null) {
            return client.failed("failed: " + StoreClient.reason(failure.getStatus()));
        }
        print(nanos, seconds);
        return CommandLine.ExitCode.OK;
    }

    private void ask(
            EtcdConnection connection,
            AtomicInteger next,
            long[] nanos,
            ConcurrentLinkedQueue<StatusRuntimeException> failures) {
        ByteString value = ByteString.copyFrom(new byte[valueBytes]);
        try {
            for (int i = next.getAndIncrement(); i < total && failures.isEmpty(); i = next.getAndIncrement()) {
                ByteString key = ByteString.copyFromUtf8("bench/" + i % keys);
                long begun = System.nanoTime();
                switch (request) {
                    case PUT ->
                        connection.call(
                                EtcdMethods.PUT,
                                PutRequest.newBuilder()
                                        .setKey(key)
                                        .setValue(value)
                                        .build(),
                                client.timeout());
                    case GET, SERIALIZABLE_GET ->
                        connection.call(
                                EtcdMethods.RANGE,
                                RangeRequest.newBuilder()
                                        .setKey(key)
                                        .setSerializable(request == Request.SERIALIZABLE_GET)
                                        .build(),
                                client.timeout());
                }
                nanos[i] = System.nanoTime() - begun;
            }
        } catch (StatusRuntimeException e) {
            failures.add(e);
        }
    }

    private void print(long[] nanos, double seconds) {
        Arrays.sort(nanos);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("request", request.name().toLowerCase(Locale.ROOT));
        document.put("clients", clients);
        document.put("requests", total);
        document.put("perSecond", Math.round(total / seconds));
        document.put("p50Millis", millis(nanos, 0.5));
        document.put("p99Millis", millis(nanos, 0.99));
        document.put("maxMillis", millis(nanos, 1));
        client.print(
                String.format(
                        Locale.ROOT,
                        "%s: %d requests by %d clients in %.2f s: %d/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                        document.get("request"),
                        total,
                        clients,
                        seconds,
                        Math.round(total / seconds),
                        millis(nanos, 0.5),
                        millis(nanos, 0.99),
                        millis(nanos, 1)),
                document);
    }

    /** The value that this share is not above. */
    private static double millis(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, index)] / NANOS_PER_MILLI * 1_000) / 1_000.0;
    }
}
