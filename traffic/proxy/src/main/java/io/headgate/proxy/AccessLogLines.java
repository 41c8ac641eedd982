package io.headgate.proxy;

import static io.headgate.proxy.RequestHeadWriter.ascii;

import io.headgate.http.HeaderId;
import io.headgate.http.RequestHead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One worker's part of the access log: renders lines and hands them on in batches. Confined to that worker's event loop.
 *
 * <p>The half that is about the request is rendered when its head has been read, because the head's bytes do not outlive the call; the
 * rest when the exchange is over.
 */
final class AccessLogLines extends TimerWheel.Timer {
    private static final int BATCH_BYTES = 32 * 1024;
    /** The longest a line waits for others. */
    private static final long BATCH_NANOS = 200_000_000L;
    /** Longer values are cut: a line must not be as long as a stranger likes. */
    private static final int MAX_VALUE_BYTES = 2048;

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] LISTENER = ascii("\",\"listener\":\"");
    private static final byte[] CLIENT = ascii("\",\"client\":\"");
    private static final byte[] FORWARDED_FOR = ascii("\",\"forwarded_for\":\"");
    private static final byte[] SCHEME = ascii("\",\"scheme\":\"");
    private static final byte[] PROTOCOL = ascii("\",\"protocol\":\"");
    private static final byte[] METHOD = ascii("\",\"method\":\"");
    private static final byte[] HOST = ascii("\",\"host\":\"");
    private static final byte[] PATH = ascii("\",\"path\":\"");
    private static final byte[] QUERY = ascii("\",\"query\":\"");
    private static final byte[] USER_AGENT = ascii("\",\"user_agent\":\"");
    private static final byte[] REFERER = ascii("\",\"referer\":\"");
    private static final byte[] REQUEST_ID = ascii("\",\"request_id\":\"");
    private static final byte[] TRACEPARENT = ascii("\",\"traceparent\":\"");
    private static final byte[] ROUTE_HOST = ascii("\",\"route_host\":\"");
    private static final byte[] ROUTE = ascii("\",\"route\":\"");
    private static final byte[] POOL = ascii("\",\"pool\":\"");
    private static final byte[] ENDPOINT = ascii("\",\"endpoint\":\"");
    private static final byte[] REASON = ascii("\",\"reason\":\"");
    private static final byte[] STATUS = ascii("\",\"status\":");
    private static final byte[] TRIES = ascii(",\"tries\":");
    private static final byte[] REQUEST_BYTES = ascii(",\"request_bytes\":");
    private static final byte[] RESPONSE_BYTES = ascii(",\"response_bytes\":");
    private static final byte[] DURATION = ascii(",\"duration_us\":");
    private static final byte[] FIRST_BYTE = ascii(",\"first_byte_us\":");
    private static final byte[] END = ascii("}\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final Worker worker;
    private final AccessLog log;
    private final ByteSink lines = new ByteSink(BATCH_BYTES + 8192);
    private long renderedSecond = -1;
    private byte[] renderedTime = {};

    AccessLogLines(Worker worker, AccessLog log) {
        this.worker = worker;
        this.log = log;
    }

    /** What became of an exchange. */
    record End(
            int status,
            @Nullable String reason,
            @Nullable Route route,
            @Nullable String pool,
            @Nullable String endpoint,
            int tries,
            long requestBytes,
            long responseBytes,
            long durationNanos,
            long firstByteNanos) {}

    /** Renders the beginning of a line. */
    void request(ByteSink out, Listener listener, ClientConnection client, RequestHead request, String protocol) {
        putTime(out);
        out.put(LISTENER);
        putText(out, listener.name());
        out.put(CLIENT);
        out.put(client.forwarding().address());
        out.put(SCHEME);
        out.put(client.forwarding().scheme());
        out.put(PROTOCOL);
        out.put(protocol);
        byte[] in = request.bytes();
        out.put(METHOD);
        putText(out, in, request.methodStart(), request.methodEnd());
        out.put(HOST);
        putText(out, in, request.hostStart(), request.hostEnd());
        out.put(PATH);
        putText(out, in, request.pathStart(), request.pathEnd());
        if (request.queryStart() >= 0) {
            out.put(QUERY);
            putText(out, in, request.queryStart(), request.queryEnd());
        }
        putHeader(out, USER_AGENT, request, HeaderId.USER_AGENT);
        putHeader(out, REFERER, request, HeaderId.REFERER);
        putHeader(out, TRACEPARENT, request, HeaderId.TRACEPARENT);
        if (client.forwarding().trusted()) {
            putHeader(out, FORWARDED_FOR, request, HeaderId.X_FORWARDED_FOR);
            putHeader(out, REQUEST_ID, request, HeaderId.X_REQUEST_ID);
        }
    }

    /** Adds the id that was given to a request that came without. */
    void requestId(ByteSink out, long high, long low) {
        out.put(REQUEST_ID);
        out.putHex(high);
        out.putHex(low);
    }

    /** Renders the beginning of a line about a request whose head could not be read. */
    void unreadable(ByteSink out, Listener listener, ClientConnection client, String protocol) {
        putTime(out);
        out.put(LISTENER);
        putText(out, listener.name());
        out.put(CLIENT);
        out.put(client.forwarding().address());
        out.put(SCHEME);
        out.put(client.forwarding().scheme());
        out.put(PROTOCOL);
        out.put(protocol);
    }

    /** Completes a line that {@code beginning} begins. */
    void end(ByteSink beginning, End end) {
        ByteSink out = lines;
        out.put(beginning.bytes(), 0, beginning.length());
        Route route = end.route();
        if (route != null) {
            out.put(ROUTE_HOST);
            putText(out, route.host());
            out.put(ROUTE);
            putText(out, route.name());
        }
        putText(out, POOL, end.pool());
        putText(out, ENDPOINT, end.endpoint());
        putText(out, REASON, end.reason());
        out.put(STATUS);
        out.putDecimal(end.status());
        out.put(TRIES);
        out.putDecimal(end.tries());
        out.put(REQUEST_BYTES);
        out.putDecimal(end.requestBytes());
        out.put(RESPONSE_BYTES);
        out.putDecimal(end.responseBytes());
        out.put(DURATION);
        out.putDecimal(end.durationNanos() / 1000);
        if (end.firstByteNanos() > 0) {
            out.put(FIRST_BYTE);
            out.putDecimal(end.firstByteNanos() / 1000);
        }
        out.put(END);
        if (out.length() >= BATCH_BYTES) {
            flush();
        } else if (!armed()) {
            worker.wheel().arm(this, System.nanoTime() + BATCH_NANOS);
        }
    }

    /** Hands on what there is. */
    void flush() {
        if (lines.length() > 0) {
            byte[] batch = Arrays.copyOf(lines.bytes(), lines.length());
            lines.clear();
            log.accept(batch);
        }
        worker.wheel().disarm(this);
    }

    @Override
    void expired(long nowNanos) {
        flush();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Rendering.

    /** UTC with milliseconds; the part up to the second is rendered once a second. */
    private void putTime(ByteSink out) {
        long now = System.currentTimeMillis();
        long second = Math.floorDiv(now, 1000L);
        if (second != renderedSecond) {
            renderedSecond = second;
            renderedTime = ascii(SECONDS.format(Instant.ofEpochSecond(second)));
        }
        int millis = (int) Math.floorMod(now, 1000L);
        out.put(TIME);
        out.put(renderedTime);
        out.put('.');
        out.put((char) ('0' + millis / 100));
        out.put((char) ('0' + millis / 10 % 10));
        out.put((char) ('0' + millis % 10));
        out.put('Z');
    }

    private static void putHeader(ByteSink out, byte[] key, RequestHead request, int headerId) {
        int i = request.find(headerId);
        if (i >= 0) {
            out.put(key);
            putText(out, request.bytes(), request.valueStart(i), request.valueEnd(i));
        }
    }

    private static void putText(ByteSink out, byte[] key, @Nullable String value) {
        if (value != null) {
            out.put(key);
            putText(out, value);
        }
    }

    private static void putText(ByteSink out, String value) {
        byte[] latin1 = value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        putText(out, latin1, 0, latin1.length);
    }

    /** The text of a JSON string: octets beyond ASCII are taken for Latin-1, so that every octet can be told from the line. */
    static void putText(ByteSink out, byte[] octets, int from, int to) {
        int end = Math.min(to, from + MAX_VALUE_BYTES);
        int run = from;
        for (int i = from; i < end; i++) {
            int octet = octets[i] & 0xff;
            if (octet >= ' ' && octet < 0x7f && octet != '"' && octet != '\\') {
                continue;
            }
            out.put(octets, run, i);
            run = i + 1;
            out.put('\\');
            if (octet == '"' || octet == '\\') {
                out.put((char) octet);
            } else {
                out.put('u');
                out.put('0');
                out.put('0');
                out.put((char) HEX[octet >>> 4]);
                out.put((char) HEX[octet & 15]);
            }
        }
        if (run < end) {
            out.put(octets, run, end);
        }
    }
}
