package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store get}: reads keys. */
@Command(
        name = "get",
        description = {
            "Read a key, the keys with a prefix, or those from KEY up to END. Prints key and value, a line each;"
                    + " nothing if there are none."
        },
        mixinStandardHelpOptions = true)
final class StoreGetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Mixin
    private StoreKeys keys = new StoreKeys();

    @Option(
            names = "--rev",
            paramLabel = "REVISION",
            description = "As it was at this revision; the newest unless given.")
    private long revision;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys; all unless given.")
    private long limit;

    @Option(names = "--keys-only", description = "No values.")
    private boolean isKeysOnly;

    @Option(names = "--value-only", description = "No keys: the values as lines.")
    private boolean isValueOnly;

    @Option(
            names = "--serializable",
            description = "Whatever the endpoint has, which may be old; works without a majority.")
    private boolean isSerializable;

    @Override
    public Integer call() throws InterruptedException {
        StoreKeys.Range range = keys.range();
        if (revision < 0 || limit < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    (revision < 0 ? "--rev: " + revision : "--limit: " + limit) + " (expected: 0 or more)");
        }
        if (isKeysOnly && isValueOnly) {
            throw new ParameterException(spec.commandLine(), "--keys-only and --value-only (expected: one of them)");
        }
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(range.key())
                .setRangeEnd(range.end())
                .setRevision(revision)
                .setLimit(limit)
                .setKeysOnly(isKeysOnly)
                .setSerializable(isSerializable)
                .build();
        return client.run(session -> {
            RangeResponse answer = session.call(EtcdMethods.RANGE, request);
            var lines = new StringBuilder();
            answer.getKvsList()
                    .forEach(each -> lines.append(
                            isValueOnly
                                    ? StoreText.shown(each.getValue()) + "\n"
                                    : StoreDocuments.lines(each, !isKeysOnly)));
            client.print(lines.toString(), StoreDocuments.range(answer, !isKeysOnly));
            return CommandLine.ExitCode.OK;
        });
    }
}
