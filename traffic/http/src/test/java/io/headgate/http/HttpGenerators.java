package io.headgate.http;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the properties of this module draw. Alphabets are so small that names, paths and values meet, and hold what parsers
 * stumble over. A character of a drawn text is one octet.
 */
final class HttpGenerators {
    private static final String TOKEN = "azAZ09!#$%&'*+-.^_`|~";
    private static final String TARGET = "abc/%.;=&-~!$'()*+,:@?";
    private static final String VALUE = "abc XYZ\t,;:\"=()/\u0080\u00e9";
    /** Octets that end, part or spoil something in HTTP/1. */
    private static final String SPOILERS = "\r\n \t:/,;=\"?#@0aF\0\u007f\u0080\u00ff";

    private HttpGenerators() {}

    // ------------------------------------------------------------------------------------------------------------------
    // Octets.

    /** Texts of {@code min..max} characters of an alphabet, whose first is the simplest. */
    static Generator<String> texts(String alphabet, int min, int max) {
        return lists(sampledFrom(alphabet.chars().mapToObj(Character::toString).toList()))
                .minSize(min)
                .maxSize(max)
                .map(characters -> String.join("", characters));
    }

    /** Any octet, as a text; letters are simpler. */
    static Generator<String> octets() {
        return oneOf(
                integers('a', 'z').shrinkTowards('a').map(Character::toString),
                integers(0, 255).map(Character::toString));
    }

    /** {@code text} with some of its octets replaced, left out, or put behind others; or as it was. */
    static Generator<String> damaged(String text) {
        return composite(tc -> {
            String damaged = text;
            for (int i = tc.draw(integers(0, 3)); i > 0; i--) {
                int at = tc.draw(integers(0, damaged.length()));
                int past = Math.min(damaged.length(), at + tc.draw(integers(0, 2)));
                String octets = tc.draw(oneOf(texts(SPOILERS, 0, 2), octets()));
                damaged = damaged.substring(0, at) + octets + damaged.substring(past);
            }
            return damaged;
        });
    }

    /** Where {@code length} octets are cut when they arrive in up to four pieces: the ends of the pieces, in order. */
    static Generator<List<Integer>> cuts(int length) {
        return lists(integers(0, length))
                .maxSize(3)
                .map(cuts ->
                        Stream.concat(cuts.stream(), Stream.of(length)).sorted().toList());
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Heads and content of HTTP/1.

    /** Valid requests without content, their fields unknown to the proxy but for Host. */
    static Generator<SentRequest> requests() {
        return composite(tc -> {
            String method = tc.draw(texts(TOKEN, 1, RequestHead.MAX_METHOD_BYTES));
            String target = "/" + tc.draw(texts(TARGET, 0, 12));
            var fields = new ArrayList<>(tc.draw(lists(fields()).maxSize(40)));
            String port = tc.draw(sampledFrom("", ":1", ":80", ":65535"));
            fields.add(tc.draw(integers(0, fields.size())), new SentRequest.Field("hOsT", " ", "a.example" + port, ""));
            return new SentRequest(method, target, fields);
        });
    }

    private static Generator<SentRequest.Field> fields() {
        return composite(tc -> new SentRequest.Field(
                "q" + tc.draw(texts(TOKEN, 0, 9)),
                tc.draw(blanks()),
                tc.draw(texts(VALUE, 0, 9)).strip(),
                tc.draw(blanks())));
    }

    private static Generator<String> blanks() {
        return sampledFrom("", " ", "\t", " \t ");
    }

    /** Heads of requests that say something about connection, framing and host, good or bad, and whatever is behind them. */
    static Generator<String> heads() {
        Generator<String> lines = composite(tc -> tc.draw(sampledFrom(
                        "Host",
                        "content-length",
                        "Transfer-Encoding",
                        "CONNECTION",
                        "TE",
                        "Upgrade",
                        "Expect",
                        "x",
                        "X-Forwarded-For"))
                + ":"
                + tc.draw(blanks())
                + tc.draw(sampledFrom(
                        "",
                        "a",
                        "b:80",
                        "0",
                        "12",
                        "chunked",
                        "close",
                        "keep-alive, x",
                        "upgrade",
                        "trailers",
                        "100-continue"))
                + tc.draw(blanks())
                + "\r\n");
        return composite(tc -> tc.draw(sampledFrom("", "\r\n"))
                + tc.draw(sampledFrom("GET", "POST", "OPTIONS", "CONNECT", "BREW")) + " "
                + tc.draw(sampledFrom("/", "/a?b", "*", "a:80", "http://a", "https://b:80/?", "/" + "a".repeat(40)))
                + " "
                + tc.draw(sampledFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0")) + "\r\n"
                + tc.draw(sampledFrom("Host: a\r\n", ""))
                + String.join("", tc.draw(lists(lines).maxSize(5)))
                + "\r\n"
                + tc.draw(sampledFrom("", "GET / HTTP/1.1\r\n")));
    }

    /** Chunked messages. */
    static Generator<ChunkedMessage> chunkedMessages() {
        Generator<ChunkedMessage.Chunk> chunks = composite(tc -> new ChunkedMessage.Chunk(
                tc.draw(texts("ab\r\n0;\u00ff", 1, 40)),
                tc.draw(integers(0, 2)),
                tc.draw(booleans()),
                tc.draw(sampledFrom("", ";x", ";x=y", ";x;y=z;q=\"\\\";\""))));
        Generator<String> trailers = composite(
                tc -> "X-Checksum: " + tc.draw(texts("0123abc", 1, 3)).repeat(tc.draw(sampledFrom(1, 100, 256))));
        return composite(tc -> new ChunkedMessage(
                tc.draw(lists(chunks).maxSize(5)), tc.draw(lists(trailers).maxSize(3))));
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Fields of HTTP/2.

    /** Field lists {@code name: value} for a header block: any names in lower case, any values, long ones among them. */
    static Generator<List<String>> headerLists() {
        Generator<String> values = oneOf(
                composite(tc -> String.join("", tc.draw(lists(octets()).maxSize(8)))),
                composite(tc -> tc.draw(octets())
                        .repeat(tc.draw(oneOf(integers(120, 140), integers(0, 300), integers(0, 6_000))))));
        Generator<String> fields = composite(tc -> tc.draw(sampledFrom(
                        "accept",
                        "cache-control",
                        "content-length",
                        "cookie",
                        "etag",
                        "x-a",
                        "x-b",
                        "x-longer-name",
                        "q"))
                + ": "
                + tc.draw(values));
        return composite(tc -> {
            var list = new ArrayList<String>();
            if (tc.draw(booleans())) {
                list.add(":method: " + tc.draw(sampledFrom("GET", "DELETE")));
                list.add(":path: /" + tc.draw(values));
            }
            list.addAll(tc.draw(lists(fields).maxSize(8)));
            return List.copyOf(list);
        });
    }

    /** Field lists {@code name: value} that are a request, pseudo fields first. */
    static Generator<List<String>> requestLists() {
        Generator<String> fields = composite(tc -> tc.draw(sampledFrom("x", "accept", "cookie", "q-1"))
                + ": "
                + tc.draw(sampledFrom("", "a", "a b", "a, b", "\u00e9", "a:b")));
        return composite(tc -> {
            var list = new ArrayList<String>();
            list.add(":method: " + tc.draw(sampledFrom("GET", "POST", "OPTIONS")));
            list.add(":scheme: " + tc.draw(sampledFrom("https", "http")));
            list.add(":path: " + tc.draw(sampledFrom("/", "/a?b=c")));
            list.add(tc.draw(sampledFrom(":authority", "host")) + ": a.example");
            list.addAll(tc.draw(lists(fields).maxSize(8)));
            return List.copyOf(list);
        });
    }

    /** Such lists with a field that gets a treatment of its own, a field out of place, or one that holds what parts fields. */
    static Generator<List<String>> nearlyRequestLists() {
        Generator<String> treated = composite(tc -> tc.draw(sampledFrom(
                        "host", "content-length", "te", "expect", "connection", "transfer-encoding", ":path"))
                + ": "
                + tc.draw(sampledFrom("a.example", "A.example:443", "0", "1", "trailers", "100-continue", "*", "")));
        return composite(tc -> {
            var list = new ArrayList<>(tc.draw(requestLists()));
            if (tc.draw(booleans())) {
                list.add(tc.draw(integers(0, list.size())), tc.draw(treated));
            }
            if (tc.draw(booleans(0.3))) {
                int from = tc.draw(integers(0, list.size() - 1));
                String moved = tc.draw(booleans()) ? list.get(from) : list.remove(from);
                list.add(tc.draw(integers(0, list.size())), moved);
            }
            if (tc.draw(booleans(0.3))) {
                int at = tc.draw(integers(0, list.size() - 1));
                list.set(at, tc.draw(split(list.get(at))));
            }
            return List.copyOf(list);
        });
    }

    /** A field with something inside that may end a name, a value or a line. */
    private static Generator<String> split(String field) {
        return composite(tc -> {
            int at = tc.draw(integers(1, field.length()));
            String splitter = tc.draw(sampledFrom(
                    "\r\n", "\n", "\r", "\0", " ", "\t", ":", "\r\nx: y", "\r\n\r\nGET / HTTP/1.1\r\nhost: b\r\n\r\n"));
            String split = field.substring(0, at) + splitter + field.substring(at);
            return split.contains(": ") ? split : field;
        });
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Routing.

    private static final Generator<String> PATHS =
            sampledFrom("/", "/a", "/a/", "/a/b", "/a/b/a", "/ab", "/b", "/b/a", "/b/ab");
    private static final List<String> METHODS = List.of("GET", "POST", "BREW", "HEAD");
    private static final List<String> NAMES = List.of("X-A", "b", "Cookie");
    private static final Generator<String> VALUES = sampledFrom("1", "", "12", "2", "b");

    /** Route tables of 1 to 12 routes, which share one to four paths. */
    static Generator<List<RouteMatch>> routeTables() {
        return lists(pathMatches()).minSize(1).maxSize(4).flatMap(paths -> {
            Generator<RouteMatch> routes = composite(tc -> new RouteMatch(
                    tc.draw(sampledFrom(paths)),
                    Set.copyOf(tc.draw(lists(sampledFrom(METHODS)).maxSize(2))),
                    tc.draw(fieldMatches()),
                    tc.draw(fieldMatches())));
            return lists(routes).minSize(1).maxSize(12);
        });
    }

    private static Generator<PathMatch> pathMatches() {
        return oneOf(
                PATHS.map(PathMatch.Exact::new),
                PATHS.map(PathMatch.Prefix::new),
                sampledFrom("/a.*", "/.*b", ".*", "/.*", "/(a|b)+", "/b/.").map(PathMatch.Regex::new));
    }

    private static Generator<List<FieldMatch>> fieldMatches() {
        Generator<ValueMatch> values = oneOf(
                composite(_ -> new ValueMatch.Present()),
                VALUES.map(ValueMatch.Exact::new),
                VALUES.map(ValueMatch.Prefix::new),
                sampledFrom("[12]+", "1?").map(ValueMatch.Regex::new));
        Generator<FieldMatch> matches = composite(tc -> new FieldMatch(tc.draw(sampledFrom(NAMES)), tc.draw(values)));
        return lists(matches).maxSize(2);
    }

    /** Heads of requests, as text, each with what one of the routes asks for and some more, which may spoil it. */
    static Generator<String> requestsTo(List<RouteMatch> routes) {
        Generator<String> headers = composite(tc -> tc.draw(sampledFrom(NAMES)) + ": " + tc.draw(VALUES));
        return composite(tc -> {
            RouteMatch wanted = tc.draw(sampledFrom(routes));
            // In an order of their own: that of a set differs from run to run.
            List<String> methods = wanted.methods().isEmpty()
                    ? METHODS
                    : wanted.methods().stream().sorted().toList();
            String method = tc.draw(oneOf(sampledFrom(methods), sampledFrom(METHODS)));
            String path = tc.draw(oneOf(pathsTo(wanted.path()), PATHS));
            List<String> lines = new ArrayList<>(tc.draw(lists(headers).maxSize(2)));
            wanted.headers().forEach(match -> lines.add(match.name() + ": " + tc.draw(valuesTo(match.value()))));
            List<String> parameters =
                    new ArrayList<>(tc.draw(lists(parameters()).maxSize(2)));
            for (FieldMatch match : wanted.query()) {
                String value = tc.draw(valuesTo(match.value()));
                parameters.add(match.name() + (value.isEmpty() && tc.draw(booleans()) ? "" : "=" + value));
            }
            return method + " " + path
                    + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters))
                    + " HTTP/1.1\r\nHost: a\r\n"
                    + lines.stream().map(line -> line + "\r\n").collect(Collectors.joining())
                    + "\r\n";
        });
    }

    private static Generator<String> pathsTo(PathMatch match) {
        return switch (match) {
            case PathMatch.Exact(var path) -> just(path);
            case PathMatch.Prefix(var path) ->
                sampledFrom("", "/", "/b").map(rest -> path.equals("/") ? path + "b" : path + rest);
            case PathMatch.Regex _ -> PATHS;
        };
    }

    private static Generator<String> valuesTo(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(var value) -> just(value);
            case ValueMatch.Prefix(var value) -> sampledFrom(value, value + "1");
            case ValueMatch.Regex _ -> sampledFrom("1", "12", "");
            case ValueMatch.Present() -> VALUES;
        };
    }

    /** Plain or percent-encoded, and what looks like encoding but is not. */
    private static Generator<String> parameters() {
        Generator<String> names = sampledFrom("X-A", "b", "Cookie", "%62", "b%", "");
        Generator<String> values = sampledFrom("1", "12", "", "b", "=1", "%31", "1%32", "+1", "%", "%3", "%zz1");
        return oneOf(names, composite(tc -> tc.draw(names) + "=" + tc.draw(values)));
    }
}
