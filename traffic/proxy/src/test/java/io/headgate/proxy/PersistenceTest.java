package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cookie that keeps a client with its endpoint. */
class PersistenceTest {
    private static final byte[] SECRET =
            "a secret of at least 32 bytes, as it has to be".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final Pool.Persistence COOKIE = new Pool.Persistence.SignedCookie("hg", null, SECRET);

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(2);

    private ScriptedEndpoint one;
    private ScriptedEndpoint two;
    private ScriptedEndpoint three;

    @BeforeEach
    void start() throws Exception {
        one = ScriptedEndpoint.saying("one");
        two = ScriptedEndpoint.saying("two");
        three = ScriptedEndpoint.saying("three");
    }

    @AfterEach
    void stop() {
        List.of(one, two, three).forEach(ScriptedEndpoint::close);
    }

    @Test
    void aClientThatBringsItsCookieStaysWithItsEndpoint() throws Exception {
        proxy.serve(SnapshotBuilder.to(one, two, three).persistence(COOKIE));
        Set<String> met = new HashSet<>();
        for (int client = 0; client < 6; client++) {
            Wire.Message first = proxy.get("/");
            met.add(first.body());
            for (int i = 0; i < 5; i++) {
                Wire.Message next = get(cookie(first));
                assertThat(next.body()).isEqualTo(first.body());
                assertThat(next.field("set-cookie")).as("it has one").isEmpty();
            }
        }
        assertThat(met).hasSizeGreaterThan(1);
    }

    @Test
    void aDrainingEndpointKeepsItsClientsAndGetsNoOthers() throws Exception {
        proxy.serve(SnapshotBuilder.to(one, two).persistence(COOKIE));
        String cookie = cookieFor("one");
        proxy.serve(SnapshotBuilder.to(two)
                .endpoint(one.address(), /* draining= */ true)
                .persistence(COOKIE));
        for (int i = 0; i < 10; i++) {
            assertThat(get(cookie).body()).isEqualTo("one");
            assertThat(proxy.get("/").body()).isEqualTo("two");
        }
    }

    @Test
    void aForgedOrForeignCookieIsIgnoredAndReplaced() throws Exception {
        proxy.serve(SnapshotBuilder.to(one, two, three).persistence(COOKIE));
        String genuine = cookieFor("one");
        char last = genuine.charAt(genuine.length() - 1);
        String forged = genuine.substring(0, genuine.length() - 1) + (last == 'A' ? 'B' : 'A');
        for (String cookie : List.of(forged, "hg=", "hg=x", "hg=" + "A".repeat(40), "other=" + genuine.substring(3))) {
            Set<String> met = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                Wire.Message response = get(cookie);
                met.add(response.body());
                assertThat(response.field("set-cookie")).as(cookie).isPresent();
            }
            assertThat(met).as(cookie).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aClientWhoseEndpointIsGoneGetsAnotherAndAnotherCookie() throws Exception {
        proxy.serve(SnapshotBuilder.to(one, two).persistence(COOKIE));
        String cookie = cookieFor("one");
        proxy.serve(SnapshotBuilder.to(two, three).persistence(COOKIE));
        Wire.Message moved = get(cookie);
        assertThat(moved.body()).isIn("two", "three");
        assertThat(get(cookie(moved)).body()).isEqualTo(moved.body());
    }

    @Test
    void aCookieNamesTheEndpointThatAnsweredEvenWhenOthersCameBeforeItMeanwhile() throws Exception {
        CountDownLatch swapped = new CountDownLatch(1);
        try (ScriptedEndpoint slow = new ScriptedEndpoint((self, wire) -> {
                    while (true) {
                        self.receive(wire);
                        swapped.await();
                        wire.send(ScriptedEndpoint.ok("slow"));
                    }
                });
                Wire client = proxy.serve(SnapshotBuilder.to(slow).persistence(COOKIE))
                        .connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            slow.awaitRequest();
            proxy.serve(SnapshotBuilder.to(one, two, slow).persistence(COOKIE));
            swapped.countDown();
            Wire.Message first = client.read();
            assertThat(first.body()).isEqualTo("slow");
            assertThat(get(cookie(first)).body()).isEqualTo("slow");
        }
    }

    @Test
    void theCookieSaysWhatABrowserMayDoWithIt() throws Exception {
        proxy.serve(SnapshotBuilder.to(one).persistence(COOKIE));
        assertThat(proxy.get("/").field("set-cookie"))
                .hasValueSatisfying(value -> assertThat(value).endsWith("; Path=/; HttpOnly; SameSite=Lax"));
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        proxy.serve(SnapshotBuilder.to(one)
                .persistence(new Pool.Persistence.SignedCookie("hg", Duration.ofHours(1), SECRET))
                .tls(ServerTls.load(List.of(certificate.files()), ServerTls.MinVersion.TLS_1_2, true)));
        var address = proxy.proxy().localAddress(SnapshotBuilder.LISTENER);
        try (Wire client = new Wire(TestCertificate.trusting(certificate)
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort()))) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().field("set-cookie"))
                    .hasValueSatisfying(value ->
                            assertThat(value).endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"));
        }
    }

    private Wire.Message get(String cookie) throws Exception {
        return proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b; " + cookie + "; c=d\r\n\r\n");
    }

    private String cookieFor(String endpoint) throws Exception {
        for (int i = 0; i < 50; i++) {
            Wire.Message response = proxy.get("/");
            if (response.body().equals(endpoint)) {
                return cookie(response);
            }
        }
        throw new AssertionError("50 requests never met " + endpoint);
    }

    private static String cookie(Wire.Message response) {
        return response.field("set-cookie").orElseThrow().split(";", 2)[0];
    }
}
