package io.headgate.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Says in words what the parsers made of octets that arrived in pieces; two equal texts mean two equal results. */
final class Descriptions {
    private Descriptions() {}

    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The field lines, {@code name: value}. */
    static List<String> fields(HeaderBlock block) {
        var fields = new ArrayList<String>();
        for (int i = 0; i < block.headerCount(); i++) {
            fields.add(text(block.bytes(), block.nameStart(i), block.nameEnd(i)) + ": "
                    + text(block.bytes(), block.valueStart(i), block.valueEnd(i)));
        }
        return fields;
    }

    /** A request whose octets arrived up to each of {@code cuts} in turn, each time in another array. */
    static String request(byte[] octets, int[] cuts) {
        var head = new RequestHead(HeadLimits.DEFAULT);
        int past = RequestHead.INCOMPLETE;
        for (int i = 0; i < cuts.length && past == RequestHead.INCOMPLETE; i++) {
            past = head.parse(arrived(octets, cuts[i], i + 1 == cuts.length), 0, cuts[i]);
        }
        return request(head, past, octets.length);
    }

    /** The octets that have arrived; copied for the rare cuts only, or a byte at a time would take quadratic time. */
    private static byte[] arrived(byte[] octets, int to, boolean last) {
        return last || octets.length < 300 ? Arrays.copyOf(octets, to) : octets;
    }

    static String request(RequestHead head, int past, int length) {
        if (past < 0) {
            return past == RequestHead.INVALID ? head.error().code() : "incomplete";
        }
        byte[] octets = head.bytes();
        var words = new StringJoiner(" ", "ok ", "");
        words.add(head.method().name()).add(head.targetForm().name().toLowerCase(Locale.ROOT));
        words.add("target=" + text(octets, head.targetStart(), head.targetEnd()));
        words.add(head.pathIsEmpty() ? "no-path" : "path=" + text(octets, head.pathStart(), head.pathEnd()));
        words.add(head.queryStart() < 0 ? "no-query" : "query=" + text(octets, head.queryStart(), head.queryEnd()));
        words.add(
                head.hostStart() == head.hostEnd()
                        ? "no-host"
                        : "host=" + text(octets, head.hostStart(), head.hostEnd()));
        words.add("authority=" + text(octets, head.authorityStart(), head.authorityEnd()));
        words.add(head.upgradeRequested() ? "upgrade" : "no-upgrade");
        words.add(head.expectContinue() ? "expect" : "no-expect");
        addCommon(words, head);
        return words.add("rest=" + (length - past)).toString();
    }

    static String response(byte[] octets, int[] cuts, Method requestMethod) {
        var head = new ResponseHead(HeadLimits.DEFAULT);
        int past = ResponseHead.INCOMPLETE;
        for (int i = 0; i < cuts.length && past == ResponseHead.INCOMPLETE; i++) {
            past = head.parse(arrived(octets, cuts[i], i + 1 == cuts.length), 0, cuts[i], requestMethod);
        }
        if (past < 0) {
            return past == ResponseHead.INVALID ? head.error().code() : "incomplete";
        }
        var words = new StringJoiner(" ", "ok ", "");
        words.add("status=" + head.status());
        words.add("reason=" + text(octets, head.reasonStart(), head.reasonEnd()));
        words.add(head.switchingProtocols() ? "switch" : "no-switch").add("to=" + requestMethod);
        addCommon(words, head);
        return words.add("rest=" + (octets.length - past)).toString();
    }

    private static void addCommon(StringJoiner words, MessageHead head) {
        words.add("minor=" + head.minorVersion());
        words.add(
                switch (head.framing()) {
                    case NONE -> "none";
                    case LENGTH -> "length=" + head.contentLength();
                    case CHUNKED -> "chunked";
                    case UNTIL_CLOSE -> "until-close";
                });
        words.add(head.keepAlive() ? "keep" : "close");
        words.add(head.teTrailers() ? "te-trailers" : "no-te-trailers");
        addHeaders(words, head);
    }

    private static void addHeaders(StringJoiner words, HeaderBlock block) {
        byte[] octets = block.bytes();
        words.add("headers=" + block.headerCount());
        var removed = new StringJoiner(",", "hop=", "");
        for (int i = 0; i < block.headerCount(); i++) {
            String name = text(octets, block.nameStart(i), block.nameEnd(i));
            words.add("name=" + name).add("value=" + text(octets, block.valueStart(i), block.valueEnd(i)));
            if (block.hopByHop(i)) {
                removed.add(block.headerId(i) == HeaderId.OTHER ? name : HeaderId.name(block.headerId(i)));
            }
        }
        words.add(removed.toString());
    }

    /** Chunked content whose octets arrived up to each of {@code cuts} in turn. */
    static String chunks(ByteBuffer buffer, int[] cuts) {
        var scanner = new ChunkedScanner();
        var payload = new StringBuilder();
        int at = 0;
        int i = 0;
        while (true) {
            ChunkedScanner.Step step = scanner.step(buffer, at, cuts[i]);
            at = scanner.next();
            switch (step) {
                case DATA -> {
                    for (int j = scanner.dataStart(); j < scanner.dataEnd(); j++) {
                        payload.append((char) (buffer.get(j) & 0xFF));
                    }
                }
                case MORE -> {
                    if (++i == cuts.length) {
                        return "incomplete";
                    }
                }
                case INVALID -> {
                    return scanner.error().code();
                }
                case END -> {
                    var words = new StringJoiner(" ", "ok ", "");
                    words.add("data=" + payload).add("rest=" + (cuts[cuts.length - 1] - at));
                    words.add("trailers=" + scanner.trailers().headerCount());
                    addHeaders(words, scanner.trailers());
                    return words.toString();
                }
            }
        }
    }
}
