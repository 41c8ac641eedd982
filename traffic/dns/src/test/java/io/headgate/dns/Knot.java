package io.headgate.dns;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Another authoritative server, which serves one zone on loopback. Needs the Debian package knot. */
final class Knot implements AutoCloseable {
    /** Long enough for a slow machine; nothing waits that long when all is well. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int RESEND_MILLIS = 200;

    private static final int MAX_ATTEMPTS = 5;

    private final Process process;
    private final Path log;
    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    private Knot(Path folder, Path zone) throws IOException {
        int port = freePort();
        Path configuration =
                Files.writeString(folder.resolve("knot.conf"), """
                server:
                    rundir: "%1$s"
                    pidfile: "%1$s/pid"
                    listen: 127.0.0.1@%2$d
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                    udp-max-payload: 4096
                log:
                  - target: stderr
                    any: warning
                database:
                    storage: "%1$s"
                zone:
                  - domain: %3$s
                    storage: "%1$s"
                    file: "%4$s"
                    journal-content: none
                """.formatted(folder, port, Zones.APEX, zone));
        log = folder.resolve("log");
        process = new ProcessBuilder(program(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        socket.connect(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(RESEND_MILLIS);
    }

    /** Skips the test if {@code verify} could not install the program. */
    static void require() {
        String missing = System.getenv("HEADGATE_SKIP_MISSING");
        assumeFalse(missing != null && List.of(missing.split(" ")).contains("knotd"), "knotd is not here");
    }

    /** Servers live in a folder that not every user looks in. */
    private static String program() {
        Path debian = Path.of("/usr/sbin/knotd");
        return Files.isExecutable(debian) ? debian.toString() : "knotd";
    }

    /**
     * Starts a server and waits until it serves the zone.
     *
     * @param lines the zone's records
     */
    static Knot serve(Path folder, List<String> lines) throws IOException, InterruptedException {
        Path zone = Files.write(folder.resolve("zone"), lines);
        for (int attempt = 1; ; attempt++) {
            var knot = new Knot(folder, zone);
            if (knot.awaitZone()) {
                return knot;
            }
            knot.close();
            String said = Files.readString(knot.log);
            // Between our looking for a free port and knotd's binding it, somebody else may.
            if (attempt == MAX_ATTEMPTS || !said.contains("address already in use")) {
                throw new AssertionError("knotd serves nothing: " + said);
            }
        }
    }

    /** A port of loopback that was free a moment ago, for TCP and for UDP. */
    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var _ = new DatagramSocket(probe.getLocalSocketAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Whether it serves the zone; false if it has ended or takes too long. */
    private boolean awaitZone() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        byte[] query = Asked.question(Zones.APEX, Type.SOA).toWire();
        while (System.nanoTime() - deadline < 0 && !process.waitFor(5, TimeUnit.MILLISECONDS)) {
            byte[] response = exchange(query);
            if (response.length > 0 && Asked.read(response).getRcode() == 0) {
                return true;
            }
        }
        return false;
    }

    /** The response to a query; none if the server is not there. */
    private byte[] exchange(byte[] query) throws IOException {
        var buffer = new byte[4_096];
        var packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.send(new DatagramPacket(query, query.length));
            do {
                packet.setLength(buffer.length);
                socket.receive(packet);
            } while (buffer[0] != query[0] || buffer[1] != query[1]); // of a query that was sent twice
            return Arrays.copyOf(buffer, packet.getLength());
        } catch (PortUnreachableException | SocketTimeoutException _) {
            return new byte[0];
        }
    }

    /** The response to a query. */
    Message ask(Message query) throws IOException {
        byte[] wire = query.toWire();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            byte[] response = exchange(wire);
            if (response.length > 0) {
                return Asked.read(response);
            }
        }
        throw new AssertionError("knotd does not answer: " + Files.readString(log));
    }

    @Override
    public void close() {
        socket.close();
        process.destroyForcibly();
        process.onExit().join();
    }
}
