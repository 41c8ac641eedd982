package io.headgate.balance;

/**
 * One endpoint at one moment, for people and metrics. Immutable.
 *
 * @param available takes new work now, panic aside
 * @param consecutiveFailures failures since the last success
 * @param latencyNanos recent latency, rising at once and falling slowly; 0 if unknown
 */
public record EndpointView(
        EndpointSpec spec,
        Health health,
        boolean ejected,
        boolean available,
        int inFlight,
        int consecutiveFailures,
        long latencyNanos) {}
