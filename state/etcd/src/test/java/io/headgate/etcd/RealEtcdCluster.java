package io.headgate.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real etcd with three members on loopback, which clients reach over TLS and with a certificate only. */
final class RealEtcdCluster implements AutoCloseable {
    private static final int MEMBERS = 3;

    private record Member(Process process, InetSocketAddress address) {}

    private record Ports(int client, int peer) {}

    private final List<Member> members = new ArrayList<>();
    private final SslContext client;

    private RealEtcdCluster(SslContext client) {
        this.client = client;
    }

    /** Starts one and waits until all members know a leader. */
    static RealEtcdCluster start(Path folder, Certificate tls) throws IOException {
        Programs.require("etcd");
        List<Ports> ports = new ArrayList<>();
        for (int member = 0; member < MEMBERS; member++) {
            ports.add(new Ports(Programs.freePort(), Programs.freePort()));
        }
        var cluster = new RealEtcdCluster(GrpcSslContexts.forClient()
                .trustManager(tls.certificate().toFile())
                .keyManager(tls.certificate().toFile(), tls.key().toFile())
                .build());
        try {
            for (Ports each : ports) {
                cluster.members.add(launch(folder, tls, each, ports));
            }
            cluster.members.forEach(cluster::leader);
            return cluster;
        } catch (IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static Member launch(Path folder, Certificate tls, Ports own, List<Ports> all) throws IOException {
        String client = "https://127.0.0.1:" + own.client;
        String peer = "http://127.0.0.1:" + own.peer;
        Process process = new ProcessBuilder(
                        "etcd",
                        "--name=m" + own.peer,
                        "--data-dir=" + Files.createTempDirectory(folder, "etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--cert-file=" + tls.certificate(),
                        "--key-file=" + tls.key(),
                        "--client-cert-auth",
                        "--trusted-ca-file=" + tls.certificate(),
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster="
                                + all.stream()
                                        .map(each -> "m" + each.peer + "=http://127.0.0.1:" + each.peer)
                                        .collect(Collectors.joining(",")),
                        "--election-timeout=500",
                        "--heartbeat-interval=50",
                        "--logger=zap")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd-" + own.client + ".log").toFile())
                .start();
        return new Member(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), own.client));
    }

    String[] endpoints() {
        return members.stream()
                .map(member -> "https://127.0.0.1:" + member.address.getPort())
                .toArray(String[]::new);
    }

    /** Ends the leader as the kernel does, and without a word. */
    void killLeader() throws InterruptedException {
        for (Member member : members) {
            StatusIds status = leader(member);
            if (status.leader == status.member) {
                member.process.destroyForcibly();
                member.process.waitFor();
                members.remove(member);
                return;
            }
        }
        throw new IllegalStateException("no member of " + members + " leads");
    }

    private record StatusIds(long member, long leader) {}

    private StatusIds leader(Member member) {
        try (var asking = EtcdClient.to(member.address, client)) {
            long beganNanos = System.nanoTime();
            while (System.nanoTime() - beganNanos < TimeUnit.SECONDS.toNanos(Programs.PATIENCE_SECONDS)) {
                var status = asking.call(EtcdClient.STATUS.waitingForReady(), StatusRequest.getDefaultInstance());
                if (status.getLeader() != 0) {
                    return new StatusIds(status.getHeader().getMemberId(), status.getLeader());
                }
            }
        }
        throw new IllegalStateException(member + " knows no leader");
    }

    @Override
    public void close() {
        members.forEach(member -> member.process.destroyForcibly());
        for (Member member : members) {
            try {
                member.process.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
