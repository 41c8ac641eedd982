package io.headgate.etcd;

import io.headgate.store.EphemeralMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A server over a member in memory, for tests, for trying clients by hand, and for measuring what the API alone costs. */
final class EphemeralServer implements AutoCloseable {
    private final EphemeralMember member = new EphemeralMember();
    private final EtcdServer server;

    private EphemeralServer(EtcdServerSettings settings) throws IOException {
        server = EtcdServer.start(member, settings);
    }

    static EphemeralServer start() throws IOException {
        return start(EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    static EphemeralServer start(EtcdServerSettings settings) throws IOException {
        return new EphemeralServer(settings);
    }

    EphemeralMember member() {
        return member;
    }

    EtcdServer server() {
        return server;
    }

    InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        member.close();
    }

    /** Serves at a free port of loopback until it is killed. */
    public static void main(String[] none) throws IOException, InterruptedException {
        try (var server = start()) {
            System.out.println(server.address().getPort());
            new CountDownLatch(1).await();
        }
    }
}
