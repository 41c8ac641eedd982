package io.headgate.http;

import static io.headgate.http.Http2Fields.Outcome.GOOD;
import static io.headgate.http.Http2Fields.Outcome.MALFORMED;
import static io.headgate.http.Http2Fields.Outcome.TOO_LARGE;
import static io.headgate.property.Generators.booleans;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields are written here as {@code name: value}, several separated by {@code |}; control octets by their Java escapes. */
class Http2FieldsTest {
    private static final String GET = ":method: GET|:scheme: https|:path: /|:authority: a.example";
    private static final int MAX_BYTES = 32 << 10;

    private final Http2Fields fields = new Http2Fields();

    // ------------------------------------------------------------------------------------------------------------------
    // Requests.

    @Test
    void aRequestIsWrittenAsAnHttp1Head() {
        assertThat(request(GET + "|accept: */*|x-empty: ", /* end= */ true))
                .isEqualTo("GET / HTTP/1.1\r\nhost: a.example\r\naccept: */*\r\nx-empty: \r\n\r\n");
    }

    @Test
    void pseudoFieldsMayComeInAnyOrder() {
        assertThat(request(":authority: a.example|:path: /x?y|:method: DELETE|:scheme: http", true))
                .isEqualTo("DELETE /x?y HTTP/1.1\r\nhost: a.example\r\n\r\n");
    }

    @Test
    void cookiesAreJoinedInOneLine() {
        assertThat(request(GET + "|cookie: a=1|x: y|cookie: b=2|cookie: c=3", true))
                .isEqualTo("GET / HTTP/1.1\r\nhost: a.example\r\nx: y\r\ncookie: a=1; b=2; c=3\r\n\r\n");
    }

    @Test
    void contentWithoutALengthIsChunked() {
        assertThat(request(":method: POST|:scheme: https|:path: /|:authority: a", /* end= */ false))
                .isEqualTo("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    @Test
    void contentWithALengthKeepsIt() {
        assertThat(request(":method: POST|:scheme: https|:path: /|:authority: a|content-length: 7", false))
                .isEqualTo("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 7\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void aMethodThatAnnouncesContentSaysThatThereIsNone(String method) {
        assertThat(request(":method: " + method + "|:scheme: https|:path: /|:authority: a", /* end= */ true))
                .contains("content-length: 0\r\n");
    }

    @Test
    void aHostStandsInForAMissingAuthority() {
        assertThat(request(":method: GET|:scheme: https|:path: /|host: a.example", true))
                .isEqualTo("GET / HTTP/1.1\r\nhost: a.example\r\n\r\n");
    }

    @Test
    void aHostThatSaysTheSameAsTheAuthorityIsWrittenOnce() {
        assertThat(request(GET + "|host: A.EXAMPLE", true)).isEqualTo("GET / HTTP/1.1\r\nhost: a.example\r\n\r\n");
    }

    @Test
    void connectHasAnAuthorityOnly() {
        assertThat(request(":method: CONNECT|:authority: a.example:443", true))
                .isEqualTo("CONNECT a.example:443 HTTP/1.1\r\nhost: a.example:443\r\n\r\n");
    }

    @Test
    void teMaySayTrailers() {
        assertThat(request(GET + "|te: trailers", true)).contains("te: trailers\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Pseudo fields: RFC 9113, sections 8.3 and 8.3.1.
                "",
                "accept: */*",
                ":scheme: https|:path: /|:authority: a",
                ":method: GET|:path: /|:authority: a",
                ":method: GET|:scheme: https|:authority: a",
                GET + "|:method: GET",
                GET + "|:scheme: https",
                GET + "|:path: /",
                GET + "|:authority: a.example",
                GET + "|:status: 200",
                GET + "|:protocol: websocket",
                GET + "|:: x",
                GET + "|:Method: GET",
                ":method: GET|accept: */*|:scheme: https|:path: /|:authority: a",
                ":method: GET|:scheme: https|:path: /|cookie: a|:authority: a",
                ":method: GET|:scheme: ftp|:path: /|:authority: a",
                ":method: GET|:scheme: HTTPS|:path: /|:authority: a",
                ":method: |:scheme: https|:path: /|:authority: a",
                ":method: GE T|:scheme: https|:path: /|:authority: a",
                ":method: GET /x HTTP/1.1|:scheme: https|:path: /|:authority: a",
                ":method: GET|:scheme: https|:path: |:authority: a",
                ":method: GET|:scheme: https|:path: x|:authority: a",
                ":method: GET|:scheme: https|:path: http://b/|:authority: a",
                ":method: GET|:scheme: https|:path: *x|:authority: a",
                ":method: GET|:scheme: https|:path: /a b|:authority: a",
                ":method: GET|:scheme: https|:path: /\t|:authority: a",
                ":method: GET|:scheme: https|:path: /\u007f|:authority: a",
                ":method: GET|:scheme: https|:path: /\u00e9|:authority: a",
                ":method: GET|:scheme: https|:path: / HTTP/1.1\r\nx: y|:authority: a",
                ":method: GET|:scheme: https|:path: /|:authority: ",
                ":method: GET|:scheme: https|:path: /|:authority: a b",
                ":method: GET|:scheme: https|:path: /|:authority: a\r\nx: y",
                ":method: CONNECT|:scheme: https|:path: /|:authority: a:443",
                ":method: CONNECT|:path: /|:authority: a:443",
                ":method: CONNECT",
                // Names: section 8.2.
                GET + "|X: y",
                GET + "|xX: y",
                GET + "|x y: z",
                GET + "|x\u00e9: z",
                GET + "|x\r\ny: z",
                GET + "|x\u0000: z",
                GET + "|: z",
                // Values: section 8.2.1.
                GET + "|x: a\rb",
                GET + "|x: a\nb",
                GET + "|x: a\r\nb: c",
                GET + "|x: a\u0000b",
                GET + "|x:  a",
                GET + "|x: a ",
                GET + "|x: \ta",
                GET + "|x: a\t",
                GET + "|cookie: a\r\nb: c",
                // Fields of a connection: section 8.2.2.
                GET + "|connection: close",
                GET + "|connection: x",
                GET + "|keep-alive: 5",
                GET + "|proxy-connection: close",
                GET + "|transfer-encoding: chunked",
                GET + "|upgrade: websocket",
                GET + "|http2-settings: x",
                GET + "|te: gzip",
                GET + "|te: trailers, gzip",
                GET + "|te: Trailers",
                GET + "|te: ",
                // Host: section 8.3.1.
                GET + "|host: b.example",
                GET + "|host: a.example:443",
                GET + "|host: ",
                GET + "|host: a.example|host: a.example",
                ":method: GET|:scheme: https|:path: /|host: a|host: a"
            })
    void malformedRequestsAreFound(String text) {
        fields.startRequest(MAX_BYTES);
        feed(text);
        assertThat(fields.finishRequest(true)).isEqualTo(MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET + "|x: a\u0001b",
                GET + "|x: a\u007fb",
                GET + "|content-length: 1|content-length: 1",
                GET + "|content-length: 1, 1",
                GET + "|content-length: +1",
                GET + "|content-length: ",
                GET + "|expect: something",
                ":method: GET|:scheme: https|:path: /",
                ":method: GET|:scheme: https|:path: /|:authority: user@a",
                ":method: GET|:scheme: https|:path: /|:authority: a:b",
                ":method: GET|:scheme: https|:path: /#x|:authority: a",
                ":method: GET|:scheme: https|:path: *|:authority: a"
            })
    void whatHttp1ForbidsTooIsLeftToItsReader(String text) {
        fields.startRequest(MAX_BYTES);
        feed(text);
        assertThat(fields.finishRequest(true)).isEqualTo(GOOD);
        var head = new RequestHead(HeadLimits.DEFAULT);
        assertThat(head.parse(fields.bytes(), 0, fields.length())).isEqualTo(RequestHead.INVALID);
    }

    @Test
    void manyEmptyFieldsCostTheirOverhead() {
        String manyEmpty = GET + "|x: ".repeat(100);
        int cost = 4 * 32 + ":methodGET:schemehttps:path/:authoritya.example".length() + 100 * 33;
        fields.startRequest(cost);
        feed(manyEmpty);
        assertThat(fields.finishRequest(true)).isEqualTo(GOOD);
        fields.startRequest(cost - 1);
        feed(manyEmpty);
        assertThat(fields.finishRequest(true)).isEqualTo(TOO_LARGE);
    }

    @Test
    void nothingIsLeftOverFromTheRequestBefore() {
        request(GET + "|cookie: a|content-length: 1|x: " + "y".repeat(5000), false);
        fields.startRequest(MAX_BYTES);
        feed(":method: GET|:bad: x");
        assertThat(fields.finishRequest(false)).isEqualTo(MALFORMED);
        assertThat(request(":method: GET|:scheme: http|:path: /|:authority: b", true))
                .isEqualTo("GET / HTTP/1.1\r\nhost: b\r\n\r\n");
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Responses and trailers.

    @Test
    void aResponseIsWrittenAsAnHttp1Head() {
        assertThat(response(":status: 200|server: x", false, false))
                .isEqualTo("HTTP/1.1 200 \r\nserver: x\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    @Test
    void aResponseWithoutContentHasNoCoding() {
        assertThat(response(":status: 200", /* end= */ true, false))
                .isEqualTo("HTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n");
        for (int status : new int[] {100, 103, 204, 304}) {
            assertThat(response(":status: " + status, true, false)).isEqualTo("HTTP/1.1 " + status + " \r\n\r\n");
        }
        assertThat(response(":status: 200", true, /* headRequest= */ true)).isEqualTo("HTTP/1.1 200 \r\n\r\n");
        assertThat(response(":status: 200|content-length: 9", true, true))
                .isEqualTo("HTTP/1.1 200 \r\ncontent-length: 9\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "server: x",
                "server: x|:status: 200",
                ":status: 200|:status: 200",
                ":status: 20",
                ":status: 2000",
                ":status: 099",
                ":status: 000",
                ":status: 2x0",
                ":status: ",
                ":status: 200|:path: /",
                ":method: GET",
                ":status: 200|Server: x",
                ":status: 200|x: a\r\nb",
                ":status: 200|connection: close",
                ":status: 200|transfer-encoding: chunked",
                ":status: 101|upgrade: websocket"
            })
    void malformedResponsesAreFound(String text) {
        fields.startResponse(MAX_BYTES);
        feed(text);
        assertThat(fields.finishResponse(true, false)).isEqualTo(MALFORMED);
    }

    @Test
    void trailersHaveNoStartLine() {
        fields.startTrailers(MAX_BYTES);
        feed("grpc-status: 0|grpc-message: ok");
        assertThat(fields.finishTrailers()).isEqualTo(GOOD);
        assertThat(text()).isEqualTo("grpc-status: 0\r\ngrpc-message: ok\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {":status: 200", ":path: /", "x: y|:method: GET", "X: y", "x: a\nb", "connection: close"})
    void malformedTrailersAreFound(String text) {
        fields.startTrailers(MAX_BYTES);
        feed(text);
        assertThat(fields.finishTrailers()).isEqualTo(MALFORMED);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Properties.

    @HegelTest(testCases = 500)
    void aRequestIsReadAsTheSameFields(TestCase tc) {
        List<String> list = tc.draw(HttpGenerators.requestLists(), "fields");
        assertThat(Http2FieldsModel.check(list, tc.draw(booleans(), "end"))).isTrue();
    }

    @HegelTest(testCases = 2_000)
    void whatIsNearlyARequestIsReadAsTheSameFieldsOrRefused(TestCase tc) {
        Http2FieldsModel.check(tc.draw(HttpGenerators.nearlyRequestLists(), "fields"), tc.draw(booleans(), "end"));
    }

    // ------------------------------------------------------------------------------------------------------------------

    private String request(String text, boolean end) {
        fields.startRequest(MAX_BYTES);
        feed(text);
        assertThat(fields.finishRequest(end)).isEqualTo(GOOD);
        var head = new RequestHead(HeadLimits.DEFAULT);
        assertThat(head.parse(fields.bytes(), 0, fields.length())).isEqualTo(fields.length());
        return text();
    }

    private String response(String text, boolean end, boolean headRequest) {
        fields.startResponse(MAX_BYTES);
        feed(text);
        assertThat(fields.finishResponse(end, headRequest)).isEqualTo(GOOD);
        return text();
    }

    private String text() {
        return Descriptions.text(fields.bytes(), 0, fields.length());
    }

    private void feed(String text) {
        List<String> all = text.isEmpty() ? List.of() : new ArrayList<>(Arrays.asList(text.split("\\|", -1)));
        Http2FieldsModel.feed(fields, all);
    }
}
