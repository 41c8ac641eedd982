package io.headgate.http;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
    private static final byte[] PLAIN = octets("GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");

    @HegelTest(testCases = 300)
    void aValidHeadReadsBackAsItWasWritten(TestCase tc) {
        SentRequest request = tc.draw(HttpGenerators.requests(), "request");
        int from = tc.draw(integers(0, 9), "from");
        String text = request.render();
        byte[] octets = octets("\r".repeat(from) + text + tc.draw(sampledFrom("", "\r", "G"), "behind"));
        var head = new RequestHead(HeadLimits.DEFAULT);
        int past = head.parse(octets, from, octets.length);
        assertThat(Descriptions.request(head, past, octets.length)).startsWith("ok ");
        assertThat(past).isEqualTo(from + text.length());
        assertThat(Descriptions.text(octets, head.methodStart(), head.methodEnd()))
                .isEqualTo(request.method());
        int mark = request.target().indexOf('?');
        assertThat(Descriptions.text(octets, head.pathStart(), head.pathEnd()))
                .isEqualTo(mark < 0 ? request.target() : request.target().substring(0, mark));
        assertThat(head.queryStart() < 0 ? null : Descriptions.text(octets, head.queryStart(), head.queryEnd()))
                .isEqualTo(mark < 0 ? null : request.target().substring(mark + 1));
        assertThat(Descriptions.fields(head)).isEqualTo(request.meanings());
    }

    @HegelTest(testCases = 1_000)
    void anyHeadIsReadTheSameHoweverItIsCut(TestCase tc) {
        String head =
                tc.draw(oneOf(HttpGenerators.heads(), HttpGenerators.requests().map(SentRequest::render)), "head");
        byte[] octets = octets(tc.draw(HttpGenerators.damaged(head), "damaged"));
        int[] cuts = tc.draw(HttpGenerators.cuts(octets.length), "cuts").stream()
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(Descriptions.request(octets, cuts))
                .isEqualTo(Descriptions.request(octets, new int[] {octets.length}));
    }

    @Test
    void offsetsAreIndexesIntoTheArrayAndLinesFollowOneAnother() {
        byte[] octets = octets("xxxGET / HTTP/1.1\r\nHost: a\r\nX:  y \r\nZ:\r\n\r\nyy");
        var head = new RequestHead(HeadLimits.DEFAULT);
        assertThat(head.parse(octets, 3, octets.length)).isEqualTo(octets.length - 2);
        assertThat(head.methodStart()).isEqualTo(3);
        assertThat(head.lineStart(0)).isEqualTo(head.headersStart());
        assertThat(head.lineEnd(0)).isEqualTo(head.lineStart(1));
        assertThat(head.lineEnd(1)).isEqualTo(head.lineStart(2));
        assertThat(head.lineEnd(2)).isEqualTo(head.headersEnd());
        assertThat(Descriptions.text(octets, head.lineStart(1), head.lineEnd(1)))
                .isEqualTo("X:  y \r\n");
        assertThat(head.find(HeaderId.HOST)).isZero();
        assertThat(head.find(HeaderId.OTHER)).isEqualTo(1);
        assertThat(head.find(HeaderId.COOKIE)).isEqualTo(-1);
    }

    @Test
    void badOctetsAreReportedBeforeTheHeadIsComplete() {
        var head = new RequestHead(HeadLimits.DEFAULT);
        byte[] octets = octets("GET / HTTP/1.1\r\nHost: a\n");
        assertThat(head.parse(octets, 0, octets.length)).isEqualTo(RequestHead.INVALID);
        assertThat(head.error()).isEqualTo(HeadError.BARE_LF);
        assertThat(head.parse(octets, 0, octets.length)).isEqualTo(RequestHead.INVALID);
    }

    @Test
    void aHeadIsReusedAfterEveryOutcome() {
        var head = new RequestHead(HeadLimits.DEFAULT);
        String fields = "Connection: upgrade, close, Upgrade: x, Expect: 100-continue, TE: trailers, Content-Length: 0";
        byte[] upgrade = octets("OPTIONS http://b:1/?c HTTP/1.1\r\nHost: b:1\r\n"
                + fields.replaceAll(", (?=[A-Z])", "\r\n") + "\r\n\r\n");
        String alone = Descriptions.request(PLAIN, new int[] {PLAIN.length});
        for (byte[] before : new byte[][] {upgrade, octets("GET / HTTP/1.1\r\nHo"), octets("GET\n")}) {
            head.reset();
            head.parse(before, 0, before.length);
            head.reset();
            int past = head.parse(PLAIN, 0, PLAIN.length);
            assertThat(Descriptions.request(head, past, PLAIN.length)).isEqualTo(alone);
        }
    }

    @Test
    void callsInTheWrongOrderAreToldApart() {
        var head = new RequestHead(HeadLimits.DEFAULT);
        head.parse(PLAIN, 0, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.parse(PLAIN, 1, 6))
                .withMessageContaining("from: 1");
        assertThatIllegalStateException().isThrownBy(head::error);
        head.parse(PLAIN, 0, PLAIN.length);
        assertThatIllegalStateException().isThrownBy(() -> head.parse(PLAIN, 0, PLAIN.length));
        assertThatThrownBy(() -> head.nameStart(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> head.find(64)).isInstanceOf(IndexOutOfBoundsException.class);
        head.reset();
        assertThatThrownBy(() -> head.parse(PLAIN, 0, PLAIN.length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void limitsAreThoseOfTheHead() {
        var limits = new HeadLimits(64, 100, 2);
        assertThat(error(limits, "GET /" + "a".repeat(48) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isNull();
        assertThat(error(limits, "GET /" + "a".repeat(49) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo(HeadError.REQUEST_LINE_TOO_LONG);
        assertThat(error(limits, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(68) + "\r\n\r\n"))
                .isNull();
        assertThat(error(limits, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(69) + "\r\n\r\n"))
                .isEqualTo(HeadError.HEAD_TOO_LARGE);
        assertThat(error(limits, "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n")).isNull();
        assertThat(error(limits, "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nX:\r\n\r\n"))
                .isEqualTo(HeadError.TOO_MANY_HEADERS);
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadLimits(63, 100, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadLimits(100, 99, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeadLimits(100, 100, 0));
    }

    private static @Nullable HeadError error(HeadLimits limits, String text) {
        var head = new RequestHead(limits);
        byte[] octets = octets(text);
        return head.parse(octets, 0, octets.length) == RequestHead.INVALID ? head.error() : null;
    }

    @Test
    void idempotentAndSafeAreTheRfcs() {
        assertThat(Arrays.stream(Method.values()).filter(Method::safe))
                .containsExactly(Method.GET, Method.HEAD, Method.OPTIONS, Method.TRACE);
        assertThat(Arrays.stream(Method.values()).filter(Method::idempotent))
                .containsExactly(Method.GET, Method.HEAD, Method.PUT, Method.DELETE, Method.OPTIONS, Method.TRACE);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
