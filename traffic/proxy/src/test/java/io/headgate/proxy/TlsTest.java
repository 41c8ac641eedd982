package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both sides. */
class TlsTest {
    private static final TestCertificate SHOP = TestCertificate.of("shop.example.com", "*.shop.example.com");
    private static final TestCertificate BLOG = TestCertificate.of("blog.example.com");
    private static final TestCertificate LOCAL = TestCertificate.of("localhost", "127.0.0.1");

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(2);

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsOfBothVersionsAreServed(String version) throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.echoingHeads()) {
            proxy.serve(SnapshotBuilder.to(endpoint).tls(serving(ServerTls.MinVersion.TLS_1_2, SHOP)));
            try (SSLSocket socket = handshake("shop.example.com", version);
                    Wire client = new Wire(socket)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                for (int i = 0; i < 2; i++) {
                    assertThat(client.send(get("shop.example.com")).read().body())
                            .contains("x-forwarded-proto: https");
                }
            }
        }
    }

    @Test
    void anOldVersionIsRefusedWhereTheListenerAsksForANewerOne() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).tls(serving(ServerTls.MinVersion.TLS_1_3, SHOP)));
            assertThatThrownBy(() -> handshake("shop.example.com", "TLSv1.2")).isInstanceOf(SSLException.class);
            RunningProxy.await(
                    "the failure to be counted", () -> proxy.listenerStats().tlsFailures() == 1);
        }
    }

    @Test
    void theNameAClientAsksForChoosesTheCertificate() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).tls(serving(ServerTls.MinVersion.TLS_1_2, SHOP, BLOG)));
            assertThat(shownFor("blog.example.com")).contains("blog.example.com");
            assertThat(shownFor("shop.example.com")).contains("shop.example.com");
            assertThat(shownFor("eu.shop.example.com")).contains("shop.example.com");
            assertThat(shownFor("unknown.example.com")).as("the first").contains("shop.example.com");
            assertThat(shownFor("BLOG.example.com")).contains("blog.example.com");
        }
    }

    @Test
    void aRequestForTheHostOfAnotherCertificateIsMisdirected() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).tls(serving(ServerTls.MinVersion.TLS_1_2, SHOP, BLOG)));
            try (Wire client = new Wire(handshake("shop.example.com", "TLSv1.3"))) {
                assertThat(client.send(get("blog.example.com")).read().status()).isEqualTo(421);
                assertThat(client.send(get("eu.shop.example.com:8443")).read().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void clearTextOnATlsListenerIsCutOff() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            for (ServerTls tls : List.of(
                    serving(ServerTls.MinVersion.TLS_1_2, SHOP), serving(ServerTls.MinVersion.TLS_1_2, SHOP, BLOG))) {
                proxy.serve(SnapshotBuilder.to(endpoint).tls(tls));
                try (Wire client = proxy.connect()) {
                    client.send(get("shop.example.com"));
                    assertThat(client.readRest()).doesNotContain("HTTP/");
                }
            }
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void anEndpointWhoseCertificateIsTrustedIsSpokenToOverTls() throws Exception {
        try (ScriptedEndpoint endpoint = encryptedEndpoint(LOCAL)) {
            proxy.serve(SnapshotBuilder.to(endpoint)
                    .tlsToEndpoints(
                            ClientTls.load(LOCAL.certificateFile(), null, /* verify= */ true, Pool.Protocol.HTTP1)));
            assertThat(proxy.get("/").body()).isEqualTo("secret");
        }
    }

    @Test
    void anEndpointIsVerifiedByTheServerNameWhereOneIsGiven() throws Exception {
        try (ScriptedEndpoint endpoint = encryptedEndpoint(SHOP)) {
            proxy.serve(SnapshotBuilder.to(endpoint)
                    .tlsToEndpoints(ClientTls.load(
                            SHOP.certificateFile(), "shop.example.com", /* verify= */ true, Pool.Protocol.HTTP1)));
            assertThat(proxy.get("/").body()).isEqualTo("secret");
        }
    }

    @Test
    void anEndpointWithAnUntrustedCertificateGetsNoRequest() throws Exception {
        refuses(LOCAL, ClientTls.load(SHOP.certificateFile(), null, /* verify= */ true, Pool.Protocol.HTTP1));
    }

    @Test
    void anEndpointWithACertificateForAnotherNameGetsNoRequest() throws Exception {
        refuses(SHOP, ClientTls.load(SHOP.certificateFile(), null, /* verify= */ true, Pool.Protocol.HTTP1));
        refuses(
                SHOP,
                ClientTls.load(SHOP.certificateFile(), "blog.example.com", /* verify= */ true, Pool.Protocol.HTTP1));
    }

    @Test
    void anEndpointIsNotVerifiedWhereThatIsSwitchedOff() throws Exception {
        try (ScriptedEndpoint endpoint = encryptedEndpoint(SHOP)) {
            proxy.serve(SnapshotBuilder.to(endpoint)
                    .tlsToEndpoints(ClientTls.load(null, null, /* verify= */ false, Pool.Protocol.HTTP1)));
            assertThat(proxy.get("/").body()).isEqualTo("secret");
        }
    }

    private void refuses(TestCertificate shown, ClientTls expecting) throws Exception {
        try (ScriptedEndpoint endpoint = encryptedEndpoint(shown)) {
            proxy.serve(SnapshotBuilder.to(endpoint).tlsToEndpoints(expecting));
            assertThat(proxy.get("/").status()).isEqualTo(503);
            assertThat(endpoint.requests()).isEmpty();
            assertThat(proxy.endpointStats(endpoint).connectFailures()).isPositive();
        }
    }

    private static ScriptedEndpoint encryptedEndpoint(TestCertificate certificate) throws Exception {
        return new ScriptedEndpoint(
                certificate.serverSockets(), 0, ScriptedEndpoint.answers(_ -> ScriptedEndpoint.ok("secret")));
    }

    private static ServerTls serving(ServerTls.MinVersion minVersion, TestCertificate... certificates)
            throws IOException {
        return ServerTls.load(
                List.of(certificates).stream().map(TestCertificate::files).toList(), minVersion, true);
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private String shownFor(String name) throws Exception {
        try (SSLSocket socket = handshake(name, "TLSv1.3")) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectAlternativeNames()
                    .toString();
        }
    }

    private SSLSocket handshake(String name, String version) throws Exception {
        SSLContext context = TestCertificate.trusting(SHOP, BLOG);
        InetSocketAddress address = proxy.proxy().localAddress(SnapshotBuilder.LISTENER);
        Socket plain = new Socket(address.getAddress(), address.getPort());
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(plain, name, address.getPort(), /* autoClose= */ true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }
}
