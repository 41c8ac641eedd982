package io.headgate.server;

import java.util.List;

/**
 * Every metric of a node. docs/metrics.md is compared with this list, and this list with what a scrape gives. Labels are names from
 * the configuration and words from a fixed list, never anything that a client sends. Names are never reused for something else.
 */
enum Metric implements ScrapedMetric {
    BUILD("headgate_build_info", Type.INFO, "Always 1; the labels say what runs.", "version", "java"),
    READY("headgate_ready", Type.GAUGE, "1 while requests are taken, 0 while starting and draining."),
    WORKERS("headgate_workers", Type.GAUGE, "Event loops."),
    CONFIG_REVISION("headgate_config_revision", Type.GAUGE, "The revision in force."),
    CONFIG_APPLIED(
            "headgate_config_applied_timestamp_seconds",
            Type.GAUGE,
            "When the revision in force came into force, in seconds since 1970."),
    CONFIG_RELOADS(
            "headgate_config_reloads_total",
            Type.COUNTER,
            "Configurations that came into force (applied), the first included, or did not (rejected).",
            "result"),
    CONNECTION_ERRORS(
            "headgate_connection_errors_total",
            Type.COUNTER,
            "Connections, to clients or endpoints, that ended in an unexpected error."),

    LISTENER_CONNECTIONS("headgate_listener_connections", Type.GAUGE, "Connections open now.", "listener"),
    LISTENER_ACCEPTED(
            "headgate_listener_connections_accepted_total", Type.COUNTER, "Connections accepted.", "listener"),
    LISTENER_REFUSED(
            "headgate_listener_connections_refused_total",
            Type.COUNTER,
            "Connections closed at once because too many were open.",
            "listener"),
    LISTENER_TLS_FAILURES(
            "headgate_listener_tls_failures_total", Type.COUNTER, "TLS handshakes that failed.", "listener"),
    LISTENER_REQUESTS("headgate_listener_requests_total", Type.COUNTER, "Request heads that parsed.", "listener"),
    LISTENER_MALFORMED(
            "headgate_listener_requests_refused_total",
            Type.COUNTER,
            "Requests refused for their form, by reason.",
            "listener",
            "reason"),
    LISTENER_TIMEOUTS(
            "headgate_listener_timeouts_total",
            Type.COUNTER,
            "Heads and TLS handshakes (head) and bodies (body) that took too long.",
            "listener",
            "phase"),

    ROUTE_RESPONSES(
            "headgate_route_responses_total",
            Type.COUNTER,
            "Responses by class of status: 1xx to 5xx, other.",
            "host",
            "route",
            "code"),
    ROUTE_DURATION(
            "headgate_route_duration_seconds",
            Type.HISTOGRAM,
            "From a request's head to the end of its response.",
            "host",
            "route"),
    ROUTE_RETRIES("headgate_route_retries_total", Type.COUNTER, "Tries after the first.", "host", "route"),
    ROUTE_CANCELLED(
            "headgate_route_cancelled_total",
            Type.COUNTER,
            "Exchanges that the client gave up before the response was complete.",
            "host",
            "route"),

    POOL_PANIC(
            "headgate_pool_panic_workers",
            Type.GAUGE,
            "Workers that use all endpoints because too few are healthy.",
            "pool"),

    ENDPOINT_HEALTHY(
            "headgate_endpoint_healthy",
            Type.GAUGE,
            "1 unless active checks say otherwise.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_EJECTED(
            "headgate_endpoint_ejected_workers",
            Type.GAUGE,
            "Workers on which it is out of use because requests failed.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_AVAILABLE(
            "headgate_endpoint_available_workers",
            Type.GAUGE,
            "Workers that give it new requests, panic aside.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_WEIGHT("headgate_endpoint_weight", Type.GAUGE, "Its configured share.", "pool", "site", "endpoint"),
    ENDPOINT_IN_FLIGHT(
            "headgate_endpoint_requests_in_flight", Type.GAUGE, "Tries under way now.", "pool", "site", "endpoint"),
    ENDPOINT_PENDING(
            "headgate_endpoint_requests_pending",
            Type.GAUGE,
            "Requests waiting for a connection now.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_CONNECTIONS(
            "headgate_endpoint_connections",
            Type.GAUGE,
            "Connections open now, those being made included.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_IDLE(
            "headgate_endpoint_connections_idle",
            Type.GAUGE,
            "Connections open now and unused.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_CONNECTS(
            "headgate_endpoint_connects_total", Type.COUNTER, "Connections made.", "pool", "site", "endpoint"),
    ENDPOINT_CONNECT_FAILURES(
            "headgate_endpoint_connect_failures_total",
            Type.COUNTER,
            "Connections that could not be made.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_REQUESTS(
            "headgate_endpoint_requests_total", Type.COUNTER, "Tries sent to it.", "pool", "site", "endpoint"),
    ENDPOINT_FAILURES(
            "headgate_endpoint_failures_total",
            Type.COUNTER,
            "Tries that ended in a reset, a timeout or a 5xx.",
            "pool",
            "site",
            "endpoint"),
    ENDPOINT_LATENCY(
            "headgate_endpoint_latency_seconds",
            Type.GAUGE,
            "Recent latency, rising at once and falling slowly; the worst over all workers, 0 if unknown.",
            "pool",
            "site",
            "endpoint"),

    JVM_MEMORY_USED("jvm_memory_used_bytes", Type.GAUGE, "Used memory: heap, nonheap.", "area"),
    JVM_MEMORY_COMMITTED("jvm_memory_committed_bytes", Type.GAUGE, "Committed memory: heap, nonheap.", "area"),
    JVM_MEMORY_MAX("jvm_memory_max_bytes", Type.GAUGE, "Limit of memory; -1 for none.", "area"),
    JVM_GC("jvm_gc_collection_seconds", Type.SUMMARY, "Time spent in garbage collection.", "gc"),
    JVM_THREADS("jvm_threads_current", Type.GAUGE, "Platform threads."),
    PROCESS_CPU("process_cpu_seconds_total", Type.COUNTER, "User and system CPU time."),
    PROCESS_START("process_start_time_seconds", Type.GAUGE, "When the process started, in seconds since 1970."),
    PROCESS_OPEN_FDS("process_open_fds", Type.GAUGE, "Open file descriptors (Unix)."),
    PROCESS_MAX_FDS("process_max_fds", Type.GAUGE, "Limit of open file descriptors (Unix)."),
    PROCESS_RESIDENT("process_resident_memory_bytes", Type.GAUGE, "Resident memory (Linux).");

    private final String prometheusName;
    private final Type type;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(String prometheusName, Type type, String help, String... labels) {
        this.prometheusName = prometheusName;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    @Override
    public String prometheusName() {
        return prometheusName;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public List<String> labels() {
        return labels;
    }
}
