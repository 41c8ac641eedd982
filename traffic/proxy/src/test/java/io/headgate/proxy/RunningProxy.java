package io.headgate.proxy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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

    /** Waits for an event, past ones included. */
    void awaitEvent(Predicate<ProxyEvent> wanted) {
        await("an event among " + events, () -> events.stream().anyMatch(wanted));
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
