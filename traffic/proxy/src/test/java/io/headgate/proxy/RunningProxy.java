package io.headgate.proxy;

import io.headgate.balance.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A proxy on loopback, and what a test asks of it. */
final class RunningProxy implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final List<ProxyEvent> events = new CopyOnWriteArrayList<>();
    private final Proxy proxy;

    /** @param workers event loops; 1 where a test counts what one loop does */
    RunningProxy(int workers) {
        proxy = new Proxy(workers, Transport.AUTO, events::add);
    }

    Proxy proxy() {
        return proxy;
    }

    RunningProxy serve(SnapshotBuilder configuration) throws IOException {
        proxy.swap(configuration.build());
        return this;
    }

    Wire connect() throws IOException {
        return Wire.to(proxy.localAddress(SnapshotBuilder.LISTENER));
    }

    /** Sends {@code request} on a connection of its own and reads one response. */
    Wire.Message exchange(String request) throws IOException {
        try (Wire wire = connect()) {
            return wire.send(request).read();
        }
    }

    Wire.Message get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    ListenerStats listenerStats() {
        return proxy.stats().listener(SnapshotBuilder.LISTENER);
    }

    EndpointStats endpointStats(ScriptedEndpoint endpoint) {
        return proxy.stats()
                .endpoint(new Worker.EndpointKey(SnapshotBuilder.POOL, SnapshotBuilder.idOf(endpoint.address())));
    }

    /** How often health checks have changed their verdict on an endpoint in that way. */
    long verdicts(InetSocketAddress endpoint, Health from, Health to) {
        String id = SnapshotBuilder.idOf(endpoint);
        return events.stream()
                .filter(event -> event instanceof ProxyEvent.HealthChanged changed
                        && changed.endpoint().equals(id)
                        && changed.from() == from
                        && changed.to() == to)
                .count();
    }

    /** Waits until {@code condition} holds. Asks again and again: for what no latch tells. */
    static void await(String what, BooleanSupplier condition) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNanos > PATIENCE_NANOS) {
                throw new AssertionError("waited 20 s in vain for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
