package io.headgate.bench;

import java.io.IOException;
import java.util.List;

/**
 * etcd with its own settings, but for the quota: the default of 2 GiB would stop long runs.
 *
 * @param isPeer false for a second etcd beside the first, whose ratios show the noise
 */
record EtcdStore(String name, boolean isPeer) implements StoreSubject {
    private static final long QUOTA_BYTES = 8L << 30;

    @Override
    public String version() throws IOException, InterruptedException {
        return Command.output("etcd", "--version").lines().findFirst().orElse("");
    }

    @Override
    public Launch launch(Member member, List<Member> cluster) {
        return Launch.of(
                "etcd",
                "--name=" + member.name(),
                "--data-dir=" + member.data(),
                "--listen-client-urls=" + member.clientUrl(),
                "--advertise-client-urls=" + member.clientUrl(),
                "--listen-peer-urls=" + member.peerUrl(),
                "--initial-advertise-peer-urls=" + member.peerUrl(),
                "--initial-cluster=" + StoreSubject.peers(cluster),
                "--initial-cluster-token=headgate-bench",
                "--quota-backend-bytes=" + QUOTA_BYTES,
                "--logger=zap");
    }

    @Override
    public int warmUpSeconds() {
        return 5;
    }
}
