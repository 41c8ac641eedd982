package io.headgate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports for servers. */
final class Ports {
    private Ports() {}

    /** Different ports that nobody listens on now. */
    static List<Integer> free(int count) throws IOException {
        var held = new ArrayList<ServerSocket>();
        try {
            while (held.size() < count) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }
}
