package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced under a running front door, seen by real handshakes. */
class CertificateReloadTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void configure() throws IOException {
        file = Files.writeString(folder.resolve("front.yaml"), """
                listeners: { tls: { bind: "127.0.0.1:%d", protocol: https, certificates: [{ cert: c.pem, key: k.pem }] } }
                hosts: { "*": { routes: [{ respond: { body: "ok" } }] } }
                """.formatted(RunningFront.freePort()));
    }

    @Test
    void aNewCertificateIsShownToNewConnectionsAndOpenOnesGoOn() throws Exception {
        X509Certificate before = SelfSigned.write(folder.resolve("c.pem"), folder.resolve("k.pem"), "localhost");
        X509Certificate after = SelfSigned.write(folder.resolve("c2.pem"), folder.resolve("k2.pem"), "localhost");
        X509Certificate[] trusted = {before, after};
        try (var front = new RunningFront(file, folder.resolve("data"));
                SSLSocket open = connect(trusted, front)) {
            assertThat(shown(open)).isEqualTo(before);
            assertThat(ask(open)).startsWith("HTTP/1.1 200");

            replace("c2.pem", "c.pem");
            front.configuration().loadIfChanged();
            assertThat(front.log()).anyMatch(line -> line.contains("is not the key of"));
            assertThat(front.log()).last().asString().endsWith("not applied; revision 1 stays in force");
            try (SSLSocket halfway = connect(trusted, front)) {
                assertThat(shown(halfway)).isEqualTo(before);
            }

            front.log().clear();
            replace("k2.pem", "k.pem");
            front.configuration().loadIfChanged();
            assertThat(front.log()).isEmpty();
            try (SSLSocket fresh = connect(trusted, front)) {
                assertThat(shown(fresh)).isEqualTo(after);
                assertThat(ask(fresh)).startsWith("HTTP/1.1 200");
            }
            assertThat(ask(open)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatHasNotChangedIsNotReadAgain() throws Exception {
        SelfSigned.write(folder.resolve("c.pem"), folder.resolve("k.pem"), "localhost");
        try (var front = new RunningFront(file, folder.resolve("data"))) {
            FrontDoor inForce = front.configuration().inForce();
            front.configuration().loadIfChanged();
            assertThat(front.configuration().inForce()).isSameAs(inForce);

            // Gone is not changed: it is being replaced.
            Files.delete(folder.resolve("c.pem"));
            front.configuration().loadIfChanged();
            assertThat(front.log()).isEmpty();
            assertThat(front.configuration().inForce()).isSameAs(inForce);
        }
    }

    private void replace(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static SSLSocket connect(X509Certificate[] trusted, RunningFront front) throws Exception {
        InetSocketAddress address = front.address("tls");
        var socket =
                (SSLSocket) trusting(trusted).getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private static Certificate shown(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\nok")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("ended after: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** A new context has no session to resume, which would show the certificate of before. */
    private static SSLContext trusting(X509Certificate... certificates) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate certificate : certificates) {
            trusted.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
