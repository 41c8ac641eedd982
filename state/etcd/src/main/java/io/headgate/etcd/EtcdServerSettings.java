package io.headgate.etcd;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link EtcdServer} listens.
 *
 * @param listen where; port 0 for any that is free
 * @param tls null for plain text
 * @param eventLoops threads that serve connections, at least 1
 * @param maxConnections connections of clients at one time, at least 1; one more is closed at once
 * @param progressInterval how often a watch that asked for it is told how far it is when there are no events
 */
public record EtcdServerSettings(
        InetSocketAddress listen,
        @Nullable EtcdServerTls tls,
        int eventLoops,
        int maxConnections,
        Duration progressInterval) {
    /** etcd's: ten minutes. */
    public static final Duration PROGRESS_INTERVAL = Duration.ofMinutes(10);

    public EtcdServerSettings {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("eventLoops: " + eventLoops + " (expected: at least 1)");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: at least 1)");
        }
        if (progressInterval.isZero() || progressInterval.isNegative()) {
            throw new IllegalArgumentException("progressInterval: " + progressInterval + " (expected: more than 0)");
        }
    }

    /**
     * Plain text at this address. One event loop for each two processors: the other is for the member, which has a thread that
     * applies and one that writes.
     */
    public static EtcdServerSettings at(InetSocketAddress listen) {
        return new EtcdServerSettings(
                listen,
                /* tls= */ null,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Limits.CONNECTIONS,
                PROGRESS_INTERVAL);
    }

    public EtcdServerSettings withTls(EtcdServerTls with) {
        return new EtcdServerSettings(listen, with, eventLoops, maxConnections, progressInterval);
    }

    public EtcdServerSettings withMaxConnections(int with) {
        return new EtcdServerSettings(listen, tls, eventLoops, with, progressInterval);
    }

    public EtcdServerSettings withProgressInterval(Duration with) {
        return new EtcdServerSettings(listen, tls, eventLoops, maxConnections, with);
    }
}
