package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.etcd.KvProto.Event;
import io.headgate.etcd.KvProto.Event.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store watch}: follows changes. */
@Command(
        name = "watch",
        description = {
            "Follow the changes of a key, of the keys with a prefix, or of those from KEY up to END, until interrupted."
                    + " Prints PUT or DELETE, key and value, a line each; with -o json one line for each event."
        },
        mixinStandardHelpOptions = true)
final class StoreWatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Mixin
    private StoreKeys keys = new StoreKeys();

    @Option(
            names = "--rev",
            paramLabel = "REVISION",
            description = "From this revision on, which may be past; from now on unless given.")
    private long revision;

    @Option(names = "--prev", description = "Say what was there before each change, too.")
    private boolean withPrevious;

    @Override
    public Integer call() throws InterruptedException {
        StoreKeys.Range range = keys.range();
        if (revision < 0) {
            throw new ParameterException(spec.commandLine(), "--rev: " + revision + " (expected: 0 or more)");
        }
        if (client.format() == StoreFormat.YAML) {
            throw new ParameterException(
                    spec.commandLine(), "-o: yaml (expected: table or json, as events have no end)");
        }
        WatchRequest request = WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(range.key())
                        .setRangeEnd(range.end())
                        .setStartRevision(revision)
                        .setPrevKv(withPrevious))
                .build();
        return client.run(session -> {
            var stream = new StoreStream<WatchRequest, WatchResponse>(
                    session.connection().open(EtcdMethods.WATCH));
            try (stream) {
                stream.send(request);
                while (true) {
                    WatchResponse answer = stream.take();
                    if (answer.getCanceled()) {
                        return client.failed(cancelled(answer));
                    }
                    answer.getEventsList().forEach(this::print);
                }
            }
        });
    }

    private String cancelled(WatchResponse answer) {
        return answer.getCompactRevision() > 0
                ? "--rev: " + revision + ": compacted (expected: " + answer.getCompactRevision() + " or more)"
                : "the watch was ended: " + answer.getCancelReason();
    }

    private void print(Event event) {
        boolean isPut = event.getType() == EventType.PUT;
        if (client.format() == StoreFormat.TABLE) {
            client.print((isPut ? "PUT\n" : "DELETE\n")
                    + (event.hasPrevKv() ? StoreDocuments.lines(event.getPrevKv(), true) : "")
                    + StoreDocuments.lines(event.getKv(), isPut));
            return;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", isPut ? "put" : "delete");
        document.put("revision", event.getKv().getModRevision());
        document.putAll(StoreDocuments.keyValue(event.getKv(), isPut));
        if (event.hasPrevKv()) {
            document.put("previous", StoreDocuments.keyValue(event.getPrevKv(), true));
        }
        client.print(Json.line(document) + "\n");
    }
}
