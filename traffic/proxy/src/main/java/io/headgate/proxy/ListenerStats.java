package io.headgate.proxy;

import io.headgate.http.HeadError;
import java.util.EnumMap;
import java.util.Map;

/** What one worker counted for one listener. Confined to that worker's event loop; totals are added up on it. */
public final class ListenerStats {
    long accepted;
    long refused;
    long tlsFailures;
    long requests;
    long headTimeouts;
    long bodyTimeouts;
    long malformedStreams;
    long http2Failures;
    int open;
    /** Whether the snapshot in force names the listener; written by {@link Worker#adopt}. */
    boolean configured = true;

    private final Map<HeadError, Long> refusedHeads = new EnumMap<>(HeadError.class);

    void refusedHead(HeadError error) {
        refusedHeads.merge(error, 1L, Long::sum);
    }

    /** Nothing will be counted here any more. */
    boolean gone() {
        return !configured && open == 0;
    }

    void addTo(ListenerStats total) {
        total.accepted += accepted;
        total.refused += refused;
        total.tlsFailures += tlsFailures;
        total.requests += requests;
        total.headTimeouts += headTimeouts;
        total.bodyTimeouts += bodyTimeouts;
        total.malformedStreams += malformedStreams;
        total.http2Failures += http2Failures;
        total.open += open;
        refusedHeads.forEach((error, count) -> total.refusedHeads.merge(error, count, Long::sum));
    }

    /** Connections accepted. */
    public long accepted() {
        return accepted;
    }

    /** Connections closed at once because too many were open. */
    public long refused() {
        return refused;
    }

    public long tlsFailures() {
        return tlsFailures;
    }

    /** Request heads that parsed. */
    public long requests() {
        return requests;
    }

    /** Heads and TLS handshakes that took too long. */
    public long headTimeouts() {
        return headTimeouts;
    }

    /** Bodies that stalled for too long, in either direction. */
    public long bodyTimeouts() {
        return bodyTimeouts;
    }

    /** HTTP/2 requests reset because their fields are malformed. */
    public long malformedStreams() {
        return malformedStreams;
    }

    /** HTTP/2 connections closed because the client broke the protocol or flooded us. */
    public long http2Failures() {
        return http2Failures;
    }

    /** Connections open now. */
    public int open() {
        return open;
    }

    /** Requests refused for their form, by reason. */
    public Map<HeadError, Long> refusedHeads() {
        return Map.copyOf(refusedHeads);
    }
}
