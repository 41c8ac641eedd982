package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.DeleteRangeResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate store del}: deletes keys. */
@Command(
        name = "del",
        description = "Delete a key, the keys with a prefix, or those from KEY up to END. Prints how many there were.",
        mixinStandardHelpOptions = true)
final class StoreDelCommand implements Callable<Integer> {
    @Mixin
    private StoreClient client = new StoreClient();

    @Mixin
    private StoreKeys keys = new StoreKeys();

    @Option(names = "--prev", description = "Print what was deleted, too.")
    private boolean withPrevious;

    @Override
    public Integer call() throws InterruptedException {
        StoreKeys.Range range = keys.range();
        return client.run(session -> {
            DeleteRangeResponse answer = session.call(
                    EtcdMethods.DELETE_RANGE,
                    DeleteRangeRequest.newBuilder()
                            .setKey(range.key())
                            .setRangeEnd(range.end())
                            .setPrevKv(withPrevious)
                            .build());
            Map<String, Object> document = StoreDocuments.revision(answer.getHeader());
            document.put("deleted", answer.getDeleted());
            var lines = new StringBuilder().append(answer.getDeleted()).append('\n');
            if (withPrevious) {
                document.put(
                        "previous",
                        answer.getPrevKvsList().stream()
                                .map(each -> StoreDocuments.keyValue(each, true))
                                .toList());
                answer.getPrevKvsList().forEach(each -> lines.append(StoreDocuments.lines(each, true)));
            }
            client.print(lines.toString(), document);
            return CommandLine.ExitCode.OK;
        });
    }
}
