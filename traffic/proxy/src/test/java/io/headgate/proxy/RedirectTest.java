package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectTest {
    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @ParameterizedTest
    @CsvSource({
        "443, a.example, /p, https://a.example/p",
        "443, a.example:8080, /p?q=1, https://a.example/p?q=1",
        "8443, a.example:8080, /p/../q, https://a.example:8443/q",
        "443, [::1]:8080, /, https://[::1]/",
        "8443, 127.0.0.1, /%7ea, https://127.0.0.1:8443/~a",
    })
    void aListenerThatRedirectsToHttpsNamesTheSamePlaceThere(int port, String host, String target, String location)
            throws Exception {
        proxy.serve(new SnapshotBuilder().redirect(new Action.Redirect(308, null, "https", null, port, null, null)));
        try (Wire client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                Wire.Message response = client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .read();
                assertThat(response.status()).isEqualTo(308);
                assertThat(response.field("location")).contains(location);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        ", , -1, , , http://a.example:81/x?q",
        ", other.example, -1, , , http://other.example:81/x?q",
        "https, , -1, , , https://a.example/x?q",
        "https, , 8443, /new, , https://a.example:8443/new?q",
        ", , 80, , , http://a.example/x?q",
        ", , -1, , /store, http://a.example:81/store/x?q",
    })
    void whatARouteDoesNotNameIsTakenFromTheRequest(
            @Nullable String scheme,
            @Nullable String host,
            int port,
            @Nullable String path,
            @Nullable String prefix,
            String location)
            throws Exception {
        proxy.serve(new SnapshotBuilder().action(new Action.Redirect(302, null, scheme, host, port, path, prefix)));
        Wire.Message response = proxy.exchange("GET /x?q HTTP/1.1\r\nHost: a.example:81\r\n\r\n");
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.field("location")).contains(location);
    }

    @Test
    void aClientThatNamesNoHostIsSentNowhereUnlessTheRedirectNamesOne() throws Exception {
        proxy.serve(new SnapshotBuilder().redirect(new Action.Redirect(308, null, "https", null, 443, null, null)));
        assertThat(proxy.exchange("GET /p HTTP/1.0\r\n\r\n").status()).isEqualTo(400);
        proxy.serve(new SnapshotBuilder().redirect(new Action.Redirect(308, null, "https", "b", 443, null, null)));
        assertThat(proxy.exchange("GET /p HTTP/1.0\r\n\r\n").field("location")).contains("https://b/p");
    }

    @Test
    void aRedirectOfAnUploadIsAnsweredBeforeTheBodyAndTheConnectionClosed() throws Exception {
        proxy.serve(new SnapshotBuilder().redirect(new Action.Redirect(308, null, "https", null, 443, null, null)));
        try (Wire client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
            assertThat(client.read().field("connection")).contains("close");
            assertThat(client.ended()).isTrue();
        }
    }
}
