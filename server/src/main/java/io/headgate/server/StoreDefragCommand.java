package io.headgate.server;

import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.DefragmentRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code headgate store defrag}: lets members write checkpoints. */
@Command(
        name = "defrag",
        description = "Let every endpoint write a checkpoint, and drop the part of its log before it.",
        mixinStandardHelpOptions = true)
final class StoreDefragCommand implements Callable<Integer> {
    @Mixin
    private StoreClient client = new StoreClient();

    @Override
    public Integer call() {
        List<Object> done = new ArrayList<>();
        int exitCode = CommandLine.ExitCode.OK;
        for (StoreEndpoint endpoint : client.endpoints()) {
            try (EtcdConnection connection = client.connect(endpoint)) {
                connection.call(EtcdMethods.DEFRAGMENT, DefragmentRequest.getDefaultInstance(), client.timeout());
                done.add(endpoint.toString());
            } catch (StatusRuntimeException e) {
                exitCode = client.failed(endpoint + ": " + StoreClient.reason(e.getStatus()));
            }
        }
        var lines = new StringBuilder();
        done.forEach(endpoint -> lines.append(endpoint).append(": done\n"));
        client.print(lines.toString(), Map.of("done", done));
        return exitCode;
    }
}
