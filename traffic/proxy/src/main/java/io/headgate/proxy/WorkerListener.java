package io.headgate.proxy;

import io.headgate.http.HeadLimits;
import io.headgate.http.RequestHead;

/** One worker's part of a listener. Confined to that worker's event loop; lives as long as the listener's name and address. */
final class WorkerListener {
    private Listener listener;
    private final ListenerStats stats;
    private final int workers;
    private RequestHead head;
    private int maxConnections;
    private long headTimeoutNanos;
    private long idleTimeoutNanos;
    private long bodyTimeoutNanos;

    WorkerListener(Listener listener, ListenerStats stats, int workers) {
        this.listener = listener;
        this.stats = stats;
        this.workers = workers;
        head = new RequestHead(listener.headLimits());
        adopt(listener);
    }

    /** Moves to a changed configuration; connections that are open keep what they have begun with and see the new routes. */
    void adopt(Listener next) {
        if (!next.headLimits().equals(listener.headLimits())) {
            head = new RequestHead(next.headLimits());
        }
        listener = next;
        maxConnections = Math.max(1, -Math.floorDiv(-next.maxConnections(), workers));
        headTimeoutNanos = next.timeouts().head().toNanos();
        idleTimeoutNanos = next.timeouts().idle().toNanos();
        bodyTimeoutNanos = next.timeouts().body().toNanos();
    }

    Listener listener() {
        return listener;
    }

    ListenerStats stats() {
        return stats;
    }

    /** The head that this loop parses whole heads into; overwritten by the next one. */
    RequestHead head() {
        return head;
    }

    HeadLimits limits() {
        return listener.headLimits();
    }

    /** This worker's share of the listener's connections. */
    int maxConnections() {
        return maxConnections;
    }

    long headTimeoutNanos() {
        return headTimeoutNanos;
    }

    long idleTimeoutNanos() {
        return idleTimeoutNanos;
    }

    long bodyTimeoutNanos() {
        return bodyTimeoutNanos;
    }
}
