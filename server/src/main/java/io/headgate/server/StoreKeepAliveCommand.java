package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.server.StoreClient.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate store lease keep-alive}: renews a lease. */
@Command(
        name = "keep-alive",
        description = "Renew a lease at each third of its time, until interrupted or the lease has ended.",
        mixinStandardHelpOptions = true)
final class StoreKeepAliveCommand implements Callable<Integer> {
    /** Two renewals may be lost. */
    private static final int RENEWALS_PER_TTL = 3;

    private static final long MILLIS_PER_SECOND = 1_000;

    @Mixin
    private StoreClient client = new StoreClient();

    @Parameters(paramLabel = "ID", description = "The lease.", converter = StoreIdConverter.class)
    private long id;

    @Option(names = "--once", description = "Renew it once.")
    private boolean isOnce;

    @Override
    public Integer call() throws InterruptedException {
        return client.run(session -> {
            while (true) {
                LeaseKeepAliveResponse answer = renew(session);
                if (answer.getTTL() <= 0) {
                    return client.failed("lease " + StoreText.id(id) + ": it has ended, or never was");
                }
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("lease", StoreText.id(id));
                document.put("ttlSeconds", answer.getTTL());
                client.print("renewed for " + answer.getTTL() + " s\n", document);
                if (isOnce) {
                    return CommandLine.ExitCode.OK;
                }
                TimeUnit.MILLISECONDS.sleep(answer.getTTL() * MILLIS_PER_SECOND / RENEWALS_PER_TTL);
            }
        });
    }

    private LeaseKeepAliveResponse renew(Session session) throws InterruptedException {
        var stream = new StoreStream<LeaseKeepAliveRequest, LeaseKeepAliveResponse>(
                session.connection().open(EtcdMethods.LEASE_KEEP_ALIVE));
        try (stream) {
            stream.send(LeaseKeepAliveRequest.newBuilder().setID(id).build());
            return stream.take();
        }
    }
}
