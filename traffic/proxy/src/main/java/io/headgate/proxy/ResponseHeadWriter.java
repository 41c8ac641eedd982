package io.headgate.proxy;

import static io.headgate.proxy.RequestHeadWriter.ascii;

import io.headgate.http.HeaderId;
import io.headgate.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Writes the HTTP/1 head a client gets from the head an endpoint sent, and heads of our own. */
final class ResponseHeadWriter {
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
    private static final byte[] SET_COOKIE = ascii("set-cookie: ");
    private static final byte[] CONTENT_TYPE = ascii("content-type: ");
    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] LOCATION = ascii("location: ");

    private ResponseHeadWriter() {}

    /** What the Connection header says. */
    enum Connection {
        /** Nothing: HTTP/1.1 keeps alive by default. */
        IMPLIED,
        KEEP_ALIVE,
        CLOSE,
        UPGRADE
    }

    /**
     * @param chunked the body goes out chunked
     * @param setCookie value of a Set-Cookie line to add, or null
     */
    static void write(
            ByteSink out,
            ResponseHead head,
            HeaderEdits edits,
            boolean chunked,
            @Nullable ByteSink setCookie,
            Connection connection) {
        byte[] in = head.bytes();
        out.put(VERSION);
        out.putDecimal(head.status());
        out.put(' ');
        out.put(in, head.reasonStart(), head.reasonEnd());
        out.putCrlf();
        writeFields(out, head, edits);
        if (chunked) {
            out.put(CHUNKED);
        }
        if (setCookie != null) {
            out.put(SET_COOKIE);
            out.put(setCookie.bytes(), 0, setCookie.length());
            out.putCrlf();
        }
        switch (connection) {
            case IMPLIED -> {}
            case KEEP_ALIVE -> out.put(KEEP_ALIVE);
            case CLOSE -> out.put(CLOSE);
            case UPGRADE -> {
                out.put(UPGRADE);
                int upgrade = head.find(HeaderId.UPGRADE);
                if (upgrade >= 0) {
                    out.put(in, head.valueStart(upgrade), head.valueEnd(upgrade));
                }
                out.putCrlf();
            }
        }
        out.put(edits.appended());
        out.putCrlf();
    }

    private static void writeFields(ByteSink out, ResponseHead head, HeaderEdits edits) {
        byte[] in = head.bytes();
        int runStart = -1;
        int count = head.headerCount();
        for (int i = 0; i < count; i++) {
            boolean passes =
                    !head.hopByHop(i) && !(edits.dropsAny() && edits.drops(in, head.nameStart(i), head.nameEnd(i)));
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

    static void write(ByteSink out, LocalResponse response, @Nullable HeaderEdits edits, Connection connection) {
        out.put(VERSION);
        out.putDecimal(response.status());
        out.put(' ');
        out.put(LocalResponse.phrase(response.status()));
        out.putCrlf();
        String location = response.location();
        if (location != null) {
            out.put(LOCATION);
            out.put(location);
            out.putCrlf();
        }
        if (response.body().length > 0) {
            out.put(CONTENT_TYPE);
            out.put(response.contentType());
            out.putCrlf();
        }
        if (response.status() != 204 && response.status() != 304) {
            out.put(CONTENT_LENGTH);
            out.putDecimal(response.body().length);
            out.putCrlf();
        }
        if (connection == Connection.CLOSE) {
            out.put(CLOSE);
        } else if (connection == Connection.KEEP_ALIVE) {
            out.put(KEEP_ALIVE);
        }
        if (edits != null) {
            out.put(edits.appended());
        }
        out.putCrlf();
    }
}
