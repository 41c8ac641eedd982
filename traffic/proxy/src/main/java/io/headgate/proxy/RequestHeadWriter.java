package io.headgate.proxy;

import io.headgate.http.Framing;
import io.headgate.http.HeaderId;
import io.headgate.http.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head an endpoint gets from the head a client sent: hop-by-hop lines and the client's own forwarding claims are
 * left out, ours are added, and every run of lines between two such places is copied in one piece.
 */
final class RequestHeadWriter {
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] HOST = ascii("host: ");
    private static final byte[] FORWARDED_FOR = ascii("x-forwarded-for: ");
    private static final byte[] FORWARDED_PROTO = ascii("x-forwarded-proto: ");
    private static final byte[] FORWARDED_HOST = ascii("x-forwarded-host: ");
    private static final byte[] FORWARDED = ascii("forwarded: ");
    private static final byte[] REQUEST_ID = ascii("x-request-id: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] TE_TRAILERS = ascii("te: trailers\r\n");
    private static final byte[] CONNECTION_UPGRADE = ascii("connection: upgrade\r\nupgrade: ");

    private RequestHeadWriter() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the connection says about the client. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they go out; never changed
    record Client(byte[] address, byte[] scheme, boolean trusted) {}

    /**
     * Writes the whole head, the empty line included.
     *
     * @param pathBytes holds the normalised path in {@code [pathFrom..pathTo)}
     * @param requestIdHigh with {@code requestIdLow} a random number of 128 bits
     */
    static void write(
            ByteSink out,
            RequestHead head,
            byte[] pathBytes,
            int pathFrom,
            int pathTo,
            Route route,
            Client client,
            long requestIdHigh,
            long requestIdLow) {
        byte[] in = head.bytes();
        out.put(in, head.methodStart(), head.methodEnd());
        out.put(' ');
        writeTarget(out, head, pathBytes, pathFrom, pathTo, route);
        out.put(VERSION);

        Route.@Nullable Rewrite rewrite = route.rewrite();
        byte[] newHost = rewrite == null ? null : rewrite.host();
        boolean trusted = client.trusted();
        boolean absolute = head.find(HeaderId.HOST) < 0;
        if (newHost != null) {
            out.put(HOST);
            out.put(newHost);
            out.putCrlf();
        } else if (absolute) {
            // Empty when an HTTP/1.0 client named none: HTTP/1.1 demands the field all the same (RFC 9112 section 3.2).
            out.put(HOST);
            out.put(in, head.authorityStart(), head.authorityEnd());
            out.putCrlf();
        }
        writeFields(out, head, route.requestEdits(), trusted, newHost != null);
        HeaderEdits edits = route.requestEdits();
        writeForwarding(out, head, edits, client, newHost != null);
        if (!(trusted && head.find(HeaderId.X_REQUEST_ID) >= 0) && keeps(edits, REQUEST_ID)) {
            out.put(REQUEST_ID);
            out.putHex(requestIdHigh);
            out.putHex(requestIdLow);
            out.putCrlf();
        }
        if (head.framing() == Framing.CHUNKED) {
            out.put(CHUNKED);
        }
        if (head.teTrailers()) {
            out.put(TE_TRAILERS);
        }
        if (head.upgradeRequested()) {
            int upgrade = head.upgradeHeader();
            out.put(CONNECTION_UPGRADE);
            out.put(in, head.valueStart(upgrade), head.valueEnd(upgrade));
            out.putCrlf();
        }
        out.put(route.requestEdits().appended());
        out.putCrlf();
    }

    private static void writeTarget(
            ByteSink out, RequestHead head, byte[] pathBytes, int pathFrom, int pathTo, Route route) {
        Route.@Nullable Rewrite rewrite = route.rewrite();
        byte[] newPath = rewrite == null ? null : rewrite.path();
        byte[] newPrefix = rewrite == null ? null : rewrite.prefix();
        if (newPath != null) {
            out.put(newPath);
        } else if (newPrefix != null) {
            putWithPrefix(out, newPrefix, pathBytes, pathFrom + route.matchedPrefixLength(), pathTo);
        } else {
            out.put(pathBytes, pathFrom, pathTo);
        }
        if (head.queryStart() >= 0) {
            out.put('?');
            out.put(head.bytes(), head.queryStart(), head.queryEnd());
        }
    }

    /** The new prefix, and what the old one left of the path, with exactly one slash between them. */
    static void putWithPrefix(ByteSink out, byte[] prefix, byte[] pathBytes, int restFrom, int restTo) {
        int end = prefix.length;
        while (end > 0 && prefix[end - 1] == '/') {
            end--;
        }
        out.put(prefix, 0, end);
        if (restFrom < restTo && pathBytes[restFrom] != '/') {
            out.put('/');
        }
        if (restFrom >= restTo && end == 0) {
            out.put('/');
        }
        out.put(pathBytes, restFrom, Math.max(restFrom, restTo));
    }

    private static void writeFields(
            ByteSink out, RequestHead head, HeaderEdits edits, boolean trusted, boolean hostReplaced) {
        byte[] in = head.bytes();
        int runStart = -1;
        int count = head.headerCount();
        for (int i = 0; i < count; i++) {
            boolean passes = passes(head, i, trusted, hostReplaced)
                    && !(edits.dropsAny() && edits.drops(in, head.nameStart(i), head.nameEnd(i)));
            if (passes && runStart < 0) {
                runStart = head.lineStart(i);
            } else if (!passes && runStart >= 0) {
                out.put(in, runStart, head.lineStart(i));
                runStart = -1;
            }
        }
        if (runStart >= 0) {
            out.put(in, runStart, head.lineEnd(count - 1));
        }
    }

    private static boolean passes(RequestHead head, int i, boolean trusted, boolean hostReplaced) {
        return switch (head.headerId(i)) {
            case HeaderId.OTHER -> !head.hopByHop(i);
            case HeaderId.HOST -> !hostReplaced;
            // Rewritten below: ours are appended to what a trusted proxy said.
            case HeaderId.X_FORWARDED_FOR, HeaderId.FORWARDED -> false;
            case HeaderId.X_FORWARDED_PROTO,
                    HeaderId.X_FORWARDED_HOST,
                    HeaderId.X_FORWARDED_PORT,
                    HeaderId.X_REAL_IP,
                    HeaderId.X_REQUEST_ID -> trusted;
            default -> !head.hopByHop(i);
        };
    }

    /** Whether the route leaves a line of ours alone, rather than to remove it or to set its own. */
    private static boolean keeps(HeaderEdits edits, byte[] nameAndColon) {
        return !edits.dropsAny() || !edits.drops(nameAndColon, 0, nameAndColon.length - ": ".length());
    }

    private static void writeForwarding(
            ByteSink out, RequestHead head, HeaderEdits edits, Client client, boolean hostReplaced) {
        byte[] in = head.bytes();
        if (keeps(edits, FORWARDED_FOR)) {
            out.put(FORWARDED_FOR);
            if (client.trusted()) {
                putJoined(out, head, HeaderId.X_FORWARDED_FOR);
            }
            out.put(client.address());
            out.putCrlf();
        }
        if (!(client.trusted() && head.find(HeaderId.X_FORWARDED_PROTO) >= 0) && keeps(edits, FORWARDED_PROTO)) {
            out.put(FORWARDED_PROTO);
            out.put(client.scheme());
            out.putCrlf();
        }
        if (hostReplaced
                && !(client.trusted() && head.find(HeaderId.X_FORWARDED_HOST) >= 0)
                && keeps(edits, FORWARDED_HOST)) {
            out.put(FORWARDED_HOST);
            out.put(in, head.authorityStart(), head.authorityEnd());
            out.putCrlf();
        }
        if (client.trusted() && head.find(HeaderId.FORWARDED) >= 0 && keeps(edits, FORWARDED)) {
            out.put(FORWARDED);
            putJoined(out, head, HeaderId.FORWARDED);
            putForwardedElement(out, client);
            out.putCrlf();
        }
    }

    /** {@code for=192.0.2.1;proto=https}, an IPv6 address quoted and in brackets (RFC 7239 section 6). */
    private static void putForwardedElement(ByteSink out, Client client) {
        boolean ipv6 = false;
        for (byte b : client.address()) {
            ipv6 |= b == ':';
        }
        out.put(ipv6 ? "for=\"[" : "for=");
        out.put(client.address());
        out.put(ipv6 ? "]\";proto=" : ";proto=");
        out.put(client.scheme());
    }

    /** Every value of that header, each followed by a comma and a space. */
    private static void putJoined(ByteSink out, RequestHead head, int headerId) {
        for (int i = 0; i < head.headerCount(); i++) {
            if (head.headerId(i) == headerId && head.valueEnd(i) > head.valueStart(i)) {
                out.put(head.bytes(), head.valueStart(i), head.valueEnd(i));
                out.put(',');
                out.put(' ');
            }
        }
    }
}
