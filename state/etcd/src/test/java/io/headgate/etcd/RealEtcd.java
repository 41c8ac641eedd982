package io.headgate.etcd;

import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdProto.StatusRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real etcd with one member, on loopback, with its data in a folder of the test's. */
final class RealEtcd implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    private RealEtcd(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts one and waits until it answers. */
    static RealEtcd start(Path folder) throws IOException {
        Programs.require("etcd");
        int port = Programs.freePort();
        int peerPort = Programs.freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + peerPort;
        Path data = Files.createTempDirectory(folder, "etcd");
        Process process = new ProcessBuilder(
                        "etcd",
                        "--name=real",
                        "--data-dir=" + data,
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=real=" + peer,
                        "--logger=zap")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd-" + port + ".log").toFile())
                .start();
        var etcd = new RealEtcd(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        try {
            etcd.awaitAnswer();
            return etcd;
        } catch (RuntimeException failed) {
            etcd.close();
            throw failed;
        }
    }

    private void awaitAnswer() {
        try (var client = EtcdClient.to(address)) {
            client.call(EtcdClient.STATUS.waitingForReady(), StatusRequest.getDefaultInstance());
        } catch (StatusRuntimeException failed) {
            throw new IllegalStateException("etcd does not answer at " + address, failed);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
