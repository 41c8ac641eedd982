package io.headgate.store;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** A {@link Watch} that is waited for: the applying thread gives a permit, the subscriber takes it. */
final class MemberSubscription implements Subscription {
    /** What one call gives at most. */
    private static final int MAX_EVENTS = 1_000;

    private static final long MAX_BYTES = 1 << 20;

    private final Semaphore ready = new Semaphore(0);
    private final Watch watch;
    private final Consumer<AutoCloseable> onClose;
    private volatile boolean isClosed;

    MemberSubscription(Keyspace keyspace, WatchRequest request, Consumer<AutoCloseable> onClose) {
        this.watch = keyspace.watch(request, ready::release);
        this.onClose = onClose;
    }

    @Override
    public Watch.Polled next() throws InterruptedException {
        while (!isClosed) {
            Watch.Polled polled = watch.poll(MAX_EVENTS, MAX_BYTES);
            if (!(polled instanceof Watch.Polled.Events events)) {
                return polled;
            }
            if (!events.events().isEmpty()) {
                return events;
            }
            if (!events.more()) {
                ready.acquire();
            }
        }
        return new Watch.Polled.Events(List.of(), 0, /* fragment= */ false, /* more= */ false);
    }

    @Override
    public void close() {
        isClosed = true;
        watch.close();
        ready.release();
        onClose.accept(this);
    }
}
