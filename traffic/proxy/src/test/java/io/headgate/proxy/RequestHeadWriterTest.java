package io.headgate.proxy;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.HeadLimits;
import io.headgate.http.RequestHead;
import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadWriterTest {
    private static final RequestHeadWriter.Client STRANGER = client("192.0.2.7", "http", /* trusted= */ false);
    private static final RequestHeadWriter.Client PROXY = client("10.0.0.1", "https", /* trusted= */ true);

    /** Names that a stranger may send but that are not for the endpoint. */
    private static final List<String> HOP_BY_HOP =
            List.of("Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Upgrade");

    private static final List<String> CLAIMS = List.of(
            "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "Forwarded", "X-Real-IP");
    private static final List<String> END_TO_END =
            List.of("Accept", "traceparent", "tracestate", "Cookie", "User-Agent", "X-Custom", "Authorization", "Via");

    private HeaderEdits edits = HeaderEdits.NONE;
    private Route.@Nullable Rewrite rewrite;
    private int matchedPrefixLength = -1;

    @HegelTest(testCases = 1_000)
    void hopByHopFieldsAndAStrangersClaimsNeverPassAndAllElseDoesInOrder(TestCase tc) {
        List<String> sent = new ArrayList<>(tc.draw(lists(fieldLines()).maxSize(12), "lines"));
        boolean nominated = tc.draw(booleans(), "nominated");
        if (nominated) {
            sent.add(tc.draw(integers(0, sent.size()), "at"), "Connection: x-custom");
        }
        sent.add(tc.draw(integers(0, sent.size()), "hostAt"), "Host: a.example");
        List<String> expected =
                sent.stream().filter(line -> passes(line, nominated)).toList();
        List<String> lines = lines(write("GET / HTTP/1.1\r\n" + String.join("\r\n", sent) + "\r\n\r\n", STRANGER));
        assertThat(lines).startsWith(expected.toArray(String[]::new));
        assertThat(lines.subList(expected.size(), lines.size()))
                .hasSize(3)
                .startsWith("x-forwarded-for: 192.0.2.7", "x-forwarded-proto: http")
                .last()
                .asString()
                .matches("x-request-id: [0-9a-f]{32}");
    }

    private static boolean passes(String line, boolean nominated) {
        String name = line.substring(0, line.indexOf(':'));
        return Stream.concat(HOP_BY_HOP.stream(), CLAIMS.stream()).noneMatch(name::equalsIgnoreCase)
                && !(nominated && name.equalsIgnoreCase("X-Custom"));
    }

    /** A field of each kind as often, in any case; what Connection says names no other field. */
    private static Generator<String> fieldLines() {
        Generator<String> names = oneOf(sampledFrom(END_TO_END), sampledFrom(HOP_BY_HOP), sampledFrom(CLAIMS));
        return composite(tc -> {
            String name = tc.draw(names);
            String value = tc.draw(
                    name.equals("Connection")
                            ? sampledFrom("close", "keep-alive, close", "")
                            : sampledFrom("v", "", "a, b", "\"x\"", "192.0.2.9"));
            return tc.draw(sampledFrom(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) + ":"
                    + tc.draw(sampledFrom("", " ", "\t ")) + value;
        });
    }

    @Test
    void aTrustedPeersClaimsPassAndItsOwnAddressIsAddedToThem() {
        assertThat(lines(write(
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 10.0.0.2\r\n"
                                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: outside\r\nX-Forwarded-Port: 80\r\n"
                                + "Forwarded: for=203.0.113.9\r\nX-Request-Id: mine\r\n\r\n",
                        PROXY)))
                .containsExactly(
                        "Host: a",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: outside",
                        "X-Forwarded-Port: 80",
                        "X-Request-Id: mine",
                        "x-forwarded-for: 203.0.113.9, 10.0.0.2, 10.0.0.1",
                        "forwarded: for=203.0.113.9, for=10.0.0.1;proto=https");
    }

    @Test
    void aTrustedPeerThatClaimsNothingIsTheClient() {
        assertThat(lines(write("GET / HTTP/1.1\r\nHost: a\r\n\r\n", PROXY)))
                .startsWith("Host: a", "x-forwarded-for: 10.0.0.1", "x-forwarded-proto: https")
                .noneMatch(line -> line.startsWith("forwarded"));
    }

    @Test
    void anIpv6AddressIsQuotedInForwarded() {
        assertThat(lines(write(
                        "GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=x\r\nX-Request-Id: 1\r\n\r\n",
                        client("fd00:0:0:0:0:0:0:1", "http", /* trusted= */ true))))
                .contains("forwarded: for=x, for=\"[fd00:0:0:0:0:0:0:1]\";proto=http");
    }

    @Test
    void aStrangersRequestIdIsReplaced() {
        assertThat(write("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: forged\r\n\r\n", STRANGER))
                .doesNotContain("forged")
                .contains("x-request-id: " + "%016x%016x".formatted(17, 18));
    }

    @Test
    void tePassesOnlyAsTrailersAndAnUpgradeOnlyAsWhole() {
        assertThat(lines(write("GET / HTTP/1.1\r\nHost: a\r\nTE: gzip, trailers\r\nConnection: te\r\n\r\n", STRANGER)))
                .contains("te: trailers")
                .noneMatch(line -> line.contains("gzip"));
        assertThat(lines(write(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n",
                        STRANGER)))
                .contains("connection: upgrade", "upgrade: websocket")
                .noneMatch(line -> line.contains("keep-alive"));
    }

    @Test
    void editsRemoveEveryLineOfANameReplaceAllByOneAndAddBesideOthers() {
        edits = new HeaderEdits(
                new TreeMap<>(Map.of("X-Set", "new", "X-Both", "set")),
                List.of(Map.entry("X-Add", "one"), Map.entry("X-Add", "two")),
                List.of("X-Gone", "X-Both"));
        List<String> lines = lines(write(
                "GET / HTTP/1.1\r\nHost: a\r\nx-gone: 1\r\nX-SET: 1\r\nx-add: 0\r\nX-Gone: 2\r\nx-set: 2\r\nx-both: 1\r\n"
                        + "x-kept: 1\r\nx-gone: 3\r\n\r\n",
                STRANGER));
        assertThat(lines).startsWith("Host: a", "x-add: 0", "x-kept: 1");
        assertThat(lines).endsWith("x-both: set", "x-set: new", "x-add: one", "x-add: two");
        assertThat(lines).hasSize(3 + 3 + 4);
    }

    @Test
    void editsRuleOverTheLinesThatWeAddToo() {
        edits = new HeaderEdits(
                Map.of("X-Forwarded-Proto", "https"),
                List.of(),
                List.of("X-Forwarded-For", "X-Request-Id", "Forwarded"));
        for (RequestHeadWriter.Client client : List.of(STRANGER, PROXY)) {
            assertThat(lines(write(
                            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: http\r\nForwarded: for=b\r\n\r\n",
                            client)))
                    .containsExactly("Host: a", "x-forwarded-proto: https");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/shop, /store, /shop, /store",
        "/shop, /store, /shop/, /store/",
        "/shop, /store, /shop/a/b?q=1, /store/a/b?q=1",
        "/shop, /store/, /shop/a, /store/a",
        "/shop, /, /shop/a, /a",
        "/shop, /, /shop, /",
        "/shop, /, /shop?q, /?q",
        "'', /v2, /a, /v2/a",
        "'', /v2, /, /v2/",
    })
    void aPrefixIsReplacedWithExactlyOneSlashBehindIt(String matched, String by, String target, String expected) {
        matchedPrefixLength = matched.length();
        rewrite = Route.rewrite(null, by, null);
        assertThat(write("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", STRANGER))
                .startsWith("GET " + expected + " HTTP/1.1\r\n");
    }

    @Test
    void aWholePathIsReplacedAndItsQueryStays() {
        rewrite = Route.rewrite("/fixed", null, null);
        assertThat(write("GET /a/b?q=1&r HTTP/1.1\r\nHost: a\r\n\r\n", STRANGER))
                .startsWith("GET /fixed?q=1&r HTTP/1.1\r\n");
    }

    @Test
    void aReplacedHostIsToldInForwardedHostAndOnlyThere() {
        rewrite = Route.rewrite(null, null, "inside.example");
        List<String> lines = lines(
                write("GET / HTTP/1.1\r\nHost: outside.example:81\r\nX-Forwarded-Host: forged\r\n\r\n", STRANGER));
        assertThat(lines).startsWith("host: inside.example").contains("x-forwarded-host: outside.example:81");
        assertThat(lines).noneMatch(line -> line.contains("forged"));
    }

    @Test
    void anAbsoluteTargetBecomesAPathAndAHost() {
        assertThat(write("GET http://b.example:81/p?q HTTP/1.0\r\n\r\n", STRANGER))
                .startsWith("GET /p?q HTTP/1.1\r\nhost: b.example:81\r\n");
    }

    @Test
    void framingIsWrittenOnceAsItWasUnderstood() {
        assertThat(lines(write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", STRANGER)))
                .containsOnlyOnce("transfer-encoding: chunked")
                .filteredOn(line -> line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding"))
                .hasSize(1);
        assertThat(lines(write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", STRANGER)))
                .contains("Content-Length: 5");
    }

    private static RequestHeadWriter.Client client(String address, String scheme, boolean trusted) {
        return new RequestHeadWriter.Client(address.getBytes(ISO_8859_1), scheme.getBytes(ISO_8859_1), trusted);
    }

    /** The field lines of a head. */
    private static List<String> lines(String head) {
        assertThat(head).endsWith("\r\n\r\n");
        List<String> lines = List.of(head.substring(0, head.length() - 4).split("\r\n"));
        return lines.subList(1, lines.size());
    }

    private String write(String head, RequestHeadWriter.Client client) {
        RequestHead parsed = new RequestHead(HeadLimits.DEFAULT);
        byte[] bytes = head.getBytes(ISO_8859_1);
        assertThat(parsed.parse(bytes, 0, bytes.length)).as(head).isEqualTo(bytes.length);
        Route route = new Route(
                "*",
                "test",
                new Action.Respond(200, "text/plain", new byte[0]),
                matchedPrefixLength,
                rewrite,
                edits,
                HeaderEdits.NONE,
                null,
                null,
                Route.RetryPolicy.DEFAULT);
        ByteSink out = new ByteSink(16);
        RequestHeadWriter.write(
                out, parsed, bytes, parsed.pathStart(), parsed.pathEnd(), route, client, /* requestIdHigh= */ 17, 18);
        return out.asLatin1();
    }
}
