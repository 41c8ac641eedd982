package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headgate store compact}: forgets what was superseded. */
@Command(
        name = "compact",
        description = "Forget all versions that were superseded at REVISION or before.",
        mixinStandardHelpOptions = true)
final class StoreCompactCommand implements Callable<Integer> {
    @Mixin
    private StoreClient client = new StoreClient();

    @Parameters(index = "0", paramLabel = "REVISION", description = "Older ones cannot be read any more.")
    private long revision;

    @Override
    public Integer call() throws InterruptedException {
        return client.run(session -> {
            session.call(
                    EtcdMethods.COMPACT,
                    CompactionRequest.newBuilder().setRevision(revision).build());
            client.print("compacted at revision " + revision + "\n", Map.of("compactedRevision", revision));
            return CommandLine.ExitCode.OK;
        });
    }
}
