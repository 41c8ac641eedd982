package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.etcd.EtcdProto.StatusRequest;
import io.headgate.store.Alarm;
import io.headgate.store.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What is between a socket and gRPC: HTTP/1.1 for operators, and the bound of connections. */
class DoorTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void aMemberTellsItsVersionAndThatItIsHealthyBesideGrpc() throws Exception {
        try (var server = EphemeralServer.start();
                var client = EtcdClient.to(server.address())) {
            HttpResponse<String> version = get(server, "/version");
            assertThat(version.statusCode()).isEqualTo(200);
            assertThat(version.body()).isEqualTo("{\"etcdserver\":\"3.5.8\",\"etcdcluster\":\"3.5.0\"}");
            assertThat(version.headers().firstValue("content-type")).contains("application/json");
            HttpResponse<String> health = get(server, "/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(client.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance())
                            .getVersion())
                    .isEqualTo("3.5.8");
        }
    }

    @Test
    void anAlarmIsUnhealthyUnlessTheProbeLeavesItOut() throws Exception {
        try (var server = EphemeralServer.start()) {
            server.member()
                    .submit(new Command.SetAlarm(new Alarm(1, Alarm.Kind.NO_SPACE), /* raised= */ true))
                    .join();
            HttpResponse<String> health = get(server, "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
            assertThat(get(server, "/health?exclude=CORRUPT").statusCode()).isEqualTo(503);
            assertThat(get(server, "/health?exclude=CORRUPT&exclude=NOSPACE").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aMemberThatCannotReadFromTheLogIsUnhealthyUnlessOnlyItselfIsAsked() throws Exception {
        try (var server = EphemeralServer.start()) {
            server.member().close();
            HttpResponse<String> health = get(server, "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .isEqualTo("{\"health\":\"false\",\"reason\":\"QGET ERROR:etcdserver: server stopped\"}");
            assertThat(get(server, "/health?serializable=true").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotThereOrNotAskedWithGetIsRefused() throws Exception {
        try (var server = EphemeralServer.start()) {
            assertThat(get(server, "/metrics").statusCode()).isEqualTo(404);
            HttpResponse<String> posted = send(request(server, "/health")
                    .POST(BodyPublishers.ofString("x".repeat(100_000)))
                    .build());
            assertThat(posted.statusCode()).isEqualTo(405);
            assertThat(posted.headers().firstValue("allow")).contains("GET");
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAtOnceAndCountedAndTheOthersGoOn() throws Exception {
        try (var server = EphemeralServer.start(EtcdServerSettings.at(ANY_PORT).withMaxConnections(2));
                var client = EtcdClient.to(server.address())) {
            client.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance());
            try (Socket second = connect(server)) {
                await(server, 2);
                try (Socket third = connect(server)) {
                    assertThat(isEnded(third)).isTrue();
                }
                assertThat(server.server().refusedConnections()).isEqualTo(1);
                assertThat(second.isConnected()).isTrue();
                client.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance());
            }
            await(server, 1);
            assertThat(get(server, "/version").statusCode()).isEqualTo(200);
            assertThat(server.server().refusedConnections()).isEqualTo(1);
        }
    }

    private static Socket connect(EphemeralServer server) throws IOException {
        var socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Programs.PATIENCE_SECONDS));
        return socket;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException _) { // reset
            return true;
        }
    }

    private static void await(EphemeralServer server, int connections) {
        long beganNanos = System.nanoTime();
        while (server.server().openConnections() != connections) {
            assertThat(System.nanoTime() - beganNanos)
                    .as("until %s connections are open", connections)
                    .isLessThan(TimeUnit.SECONDS.toNanos(Programs.PATIENCE_SECONDS));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static HttpResponse<String> get(EphemeralServer server, String path) throws Exception {
        return send(request(server, path).build());
    }

    private static HttpRequest.Builder request(EphemeralServer server, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
