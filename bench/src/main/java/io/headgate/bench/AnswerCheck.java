package io.headgate.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks a subject over each protocol for each body, byte by byte, and for the headers the backend gets. Speed is not
 * compared between programs that do different jobs.
 */
final class AnswerCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private AnswerCheck() {}

    /**
     * Runs every check on a subject.
     *
     * @param http2 whether HTTP/2 will be measured
     * @throws BenchFailure naming the subject, the request, what came and what was expected
     */
    static void run(Workbench.Running running, boolean http2) throws IOException, InterruptedException {
        var site = running.site();
        var plain = URI.create("http://127.0.0.1:" + site.httpPort());
        var tls = URI.create("https://127.0.0.1:" + site.tlsPort());
        check(running, plain, HttpClient.Version.HTTP_1_1);
        check(running, tls, HttpClient.Version.HTTP_1_1);
        if (http2) {
            check(running, tls, HttpClient.Version.HTTP_2);
        }
    }

    private static void check(Workbench.Running running, URI base, HttpClient.Version version)
            throws IOException, InterruptedException {
        var subject = running.subject().name();
        try (var client = HttpClient.newBuilder()
                .sslContext(trusting(running.site().certificate()))
                .version(version)
                .connectTimeout(TIMEOUT)
                .build()) {
            for (var body : Backend.Body.values()) {
                var answer = get(client, base.resolve(body.path()));
                var where = subject + " " + base.resolve(body.path()) + " ";
                expect(where + "status", answer.statusCode(), 200);
                expect(where + "version", answer.version(), version);
                expect(where + "length", answer.body().length(), body.content().length());
                expect(where + "body is the backend's", body.content().equals(answer.body()), true);
                if (base.getScheme().equals("https")) {
                    var protocol =
                            answer.sslSession().map(SSLSession::getProtocol).orElse("none");
                    expect(where + "TLS", protocol, "TLSv1.3");
                }
            }
            var answer = get(client, base.resolve(Backend.HEADERS_PATH));
            var headers = List.of(answer.body().split("\n", -1));
            expect(subject + " X-Forwarded-For", headers.get(0), "127.0.0.1");
            expect(subject + " X-Forwarded-Proto", headers.get(1), base.getScheme());
            expect(subject + " X-Request-ID is there", !headers.get(2).isEmpty(), true);
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static void expect(String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new BenchFailure(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    private static SSLContext trusting(Certificate certificate) throws IOException {
        try (var input = Files.newInputStream(certificate.chain())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "bench", CertificateFactory.getInstance("X.509").generateCertificate(input));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IOException(certificate.chain() + ": cannot be trusted", failure);
        }
    }
}
