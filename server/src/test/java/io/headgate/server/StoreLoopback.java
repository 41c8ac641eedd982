package io.headgate.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** All members on loopback ports, where no link can be cut. */
record StoreLoopback(List<InetSocketAddress> clients, List<InetSocketAddress> peers) implements StoreNetwork {
    /** Below the ports that the kernel gives to outgoing connections: one of those could take a dead member's place. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    StoreLoopback {
        clients = List.copyOf(clients);
        peers = List.copyOf(peers);
    }

    static StoreLoopback of(int members, RandomGenerator random) {
        List<InetSocketAddress> free = new ArrayList<>();
        while (free.size() < 2 * members) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + random.nextInt(PORTS));
            if (!free.contains(address) && isFree(address)) {
                free.add(address);
            }
        }
        return new StoreLoopback(free.subList(0, members), free.subList(members, 2 * members));
    }

    private static boolean isFree(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public List<String> prefix(int member) {
        return List.of();
    }

    @Override
    public InetSocketAddress client(int member) {
        return clients.get(member);
    }

    @Override
    public InetSocketAddress peer(int member) {
        return peers.get(member);
    }

    @Override
    public boolean hasLinks() {
        return false;
    }

    @Override
    public void cut(int from, int to) {
        throw noLinks();
    }

    @Override
    public void mend(int from, int to) {
        throw noLinks();
    }

    @Override
    public void unplug(int member) {
        throw noLinks();
    }

    @Override
    public void plug(int member) {
        throw noLinks();
    }

    private static UnsupportedOperationException noLinks() {
        return new UnsupportedOperationException("members on loopback have no links");
    }

    @Override
    public void close() {}
}
