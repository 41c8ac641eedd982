package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.HeadLimits;
import io.headgate.http.Method;
import io.headgate.http.ResponseHead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseHeadWriterTest {
    @ParameterizedTest
    @EnumSource
    void hopByHopFieldsNeverPassWhateverWeSayOurselves(ResponseHeadWriter.Connection connection) {
        String head = write(
                "HTTP/1.0 200 Fine\r\nServer: s\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                        + "Upgrade: h2c\r\nETag: \"e\"\r\nProxy-Connection: close\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n",
                HeaderEdits.NONE,
                null,
                connection);
        assertThat(head)
                .startsWith("HTTP/1.1 200 Fine\r\nServer: s\r\nETag: \"e\"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n")
                .doesNotContain("Keep-Alive", "X-Hop", "Proxy-Connection", "timeout");
        String ours = head.substring(head.indexOf("b=2\r\n") + 5);
        assertThat(ours)
                .isEqualTo(
                        switch (connection) {
                            case IMPLIED -> "\r\n";
                            case KEEP_ALIVE -> "connection: keep-alive\r\n\r\n";
                            case CLOSE -> "connection: close\r\n\r\n";
                            case UPGRADE -> "connection: upgrade\r\nupgrade: h2c\r\n\r\n";
                        });
    }

    @Test
    void editsAndOurCookieStandBesideWhatTheEndpointSent() {
        ByteSink cookie = new ByteSink(8);
        cookie.put("hg=1");
        String head = write(
                "HTTP/1.1 200 OK\r\nServer: s\r\nserver: t\r\nSet-Cookie: a=1\r\nX-Frame: x\r\n\r\n",
                new HeaderEdits(Map.of("X-Frame", "DENY"), List.of(Map.entry("X-Add", "1")), List.of("Server")),
                cookie,
                ResponseHeadWriter.Connection.IMPLIED);
        assertThat(head)
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: hg=1\r\nx-frame: DENY\r\nx-add: 1\r\n\r\n");
    }

    @Test
    void aLocalResponseSaysItsLengthAndItsLocation() {
        ByteSink out = new ByteSink(8);
        ResponseHeadWriter.write(
                out, LocalResponse.redirect(301, "https://a/"), HeaderEdits.NONE, ResponseHeadWriter.Connection.CLOSE);
        assertThat(out.asLatin1())
                .isEqualTo("HTTP/1.1 301 Moved Permanently\r\nlocation: https://a/\r\ncontent-length: 0\r\n"
                        + "connection: close\r\n\r\n");
    }

    private static String write(
            String head, HeaderEdits edits, @Nullable ByteSink cookie, ResponseHeadWriter.Connection connection) {
        ResponseHead parsed = new ResponseHead(HeadLimits.DEFAULT);
        byte[] bytes = head.getBytes(ISO_8859_1);
        assertThat(parsed.parse(bytes, 0, bytes.length, Method.GET)).isEqualTo(bytes.length);
        ByteSink out = new ByteSink(8);
        ResponseHeadWriter.write(out, parsed, edits, /* chunked= */ false, cookie, connection);
        return out.asLatin1();
    }
}
