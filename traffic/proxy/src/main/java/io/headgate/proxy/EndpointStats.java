package io.headgate.proxy;

/** What one worker counted for one endpoint. Confined to that worker's event loop; totals are added up on it. */
public final class EndpointStats {
    long connects;
    long connectFailures;
    long requests;
    long failures;
    int openConnections;
    int idleConnections;
    int inFlight;
    int pending;
    /** Whether the snapshot in force names the endpoint; written by {@link Worker#adopt}. */
    boolean configured = true;

    /** Nothing will be counted here any more. */
    boolean gone() {
        return !configured && openConnections == 0 && inFlight == 0 && pending == 0;
    }

    void addTo(EndpointStats total) {
        total.connects += connects;
        total.connectFailures += connectFailures;
        total.requests += requests;
        total.failures += failures;
        total.openConnections += openConnections;
        total.idleConnections += idleConnections;
        total.inFlight += inFlight;
        total.pending += pending;
    }

    /** Connections made. */
    public long connects() {
        return connects;
    }

    public long connectFailures() {
        return connectFailures;
    }

    /** Tries sent to it. */
    public long requests() {
        return requests;
    }

    /** Tries that ended in a reset, a timeout or a 5xx. */
    public long failures() {
        return failures;
    }

    public int openConnections() {
        return openConnections;
    }

    public int idleConnections() {
        return idleConnections;
    }

    public int inFlight() {
        return inFlight;
    }

    /** Exchanges waiting for a connection. */
    public int pending() {
        return pending;
    }
}
