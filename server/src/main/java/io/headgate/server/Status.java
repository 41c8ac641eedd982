package io.headgate.server;

import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A node at one moment: what {@code /status} shows as JSON, key by component, and what {@code headgate status} reads. Counters count
 * from the start of the process, or from when their object was first configured. Immutable.
 *
 * @param started when the process began to serve
 * @param file the configuration file
 * @param listeners in the order of the file; then those that are no longer configured and still have connections
 * @param pools as listeners
 * @param routes of every host, in the order of the file
 * @param events the newest {@link #EVENTS}, oldest first
 */
record Status(
        String version,
        String java,
        Instant started,
        long uptimeSeconds,
        NodeState.Phase state,
        String file,
        @Nullable Configuration configuration,
        @Nullable Rejected rejected,
        String transport,
        int workers,
        List<Listener> listeners,
        List<Pool> pools,
        List<Route> routes,
        List<Event> events) {

    static final int EVENTS = 20;

    /** The health of an endpoint without active checks. */
    static final String UNCHECKED = "unchecked";

    /** What is in force. */
    record Configuration(long revision, Instant applied, String summary) {}

    /** What was refused since then, last. */
    record Rejected(Instant time, List<String> problems) {}

    /**
     * A listener.
     *
     * @param bind as configured; empty when it is no longer
     * @param open connections now
     * @param accepted connections
     * @param refused connections closed at once because too many were open
     * @param requests heads that parsed
     * @param refusedHeads requests refused for their form, by reason; HTTP/2 adds streams and connections that broke the protocol
     */
    record Listener(
            String name,
            String bind,
            String protocol,
            int open,
            long accepted,
            long refused,
            long requests,
            long tlsFailures,
            long headTimeouts,
            long bodyTimeouts,
            SequencedMap<String, Long> refusedHeads) {}

    /**
     * A pool.
     *
     * @param configured false: it is not any more, and its last connections end
     * @param policy as configured; empty when it is no longer
     * @param panicWorkers workers that do not believe health because too few endpoints are left
     */
    record Pool(String name, boolean configured, String policy, int panicWorkers, List<Endpoint> endpoints) {}

    /**
     * An endpoint. Each worker chooses by itself, so each may have ejected it or not.
     *
     * @param configured false: it is not any more, and its last connections end
     * @param draining by configuration: keeps the clients it has
     * @param health what active checks say, as {@link io.headgate.balance.Health} in lower case; "unchecked" without checks
     * @param ejectedWorkers workers on which it is out of use because requests failed
     * @param availableWorkers workers that give it new requests
     * @param requests tries sent to it
     * @param failures tries that ended in a reset, a timeout or a 5xx
     * @param latencyMillis recent latency, rising at once and falling slowly: the worst over all workers; 0 if unknown
     */
    record Endpoint(
            String id,
            String site,
            int weight,
            boolean configured,
            boolean draining,
            String health,
            int ejectedWorkers,
            int availableWorkers,
            int inFlight,
            int pending,
            int openConnections,
            int idleConnections,
            long connects,
            long connectFailures,
            long requests,
            long failures,
            double latencyMillis) {}

    /**
     * A route.
     *
     * @param action such as {@code pool api}
     * @param responses all of them
     * @param byClass responses by {@code 1xx} to {@code 5xx}; {@code other} for a status outside
     * @param cancelled exchanges that the client gave up
     * @param latency null before the first response
     */
    record Route(
            String host,
            String name,
            String action,
            long responses,
            SequencedMap<String, Long> byClass,
            long retries,
            long cancelled,
            @Nullable Latency latency) {}

    /** Quantiles of the time from a request's head to its response's end, estimated from a histogram. */
    record Latency(double p50Millis, double p90Millis, double p99Millis) {}
}
