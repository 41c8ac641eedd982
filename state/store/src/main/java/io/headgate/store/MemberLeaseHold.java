package io.headgate.store;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Renews a lease on a virtual thread of its own, three times in its time to live. */
final class MemberLeaseHold implements LeaseHold {
    private static final int RENEWALS = 3;

    private final MemberStore store;
    private final Response.LeaseGranted granted;
    private final Consumer<AutoCloseable> onClose;
    private final long ttlNanos;
    private final Thread renewal;

    /** When the last renewal that was answered had been sent. Written by the renewing thread. */
    private volatile long renewedNanos;

    private volatile boolean isLost;

    MemberLeaseHold(MemberStore store, Response.LeaseGranted granted, long sentNanos, Consumer<AutoCloseable> onClose) {
        this.store = store;
        this.granted = granted;
        this.onClose = onClose;
        this.renewedNanos = sentNanos;
        this.ttlNanos = TimeUnit.SECONDS.toNanos(granted.ttlSeconds());
        this.renewal = Thread.ofVirtual().name("lease-" + granted.id()).start(this::renew);
    }

    private void renew() {
        try {
            while (isHeld()) {
                TimeUnit.NANOSECONDS.sleep(ttlNanos / RENEWALS);
                renewOnce();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void renewOnce() {
        long sentNanos = System.nanoTime();
        try {
            if (store.keepAlive(granted.id()) > 0) {
                renewedNanos = sentNanos;
            } else {
                isLost = true;
            }
        } catch (Unavailable _) {
            // The next renewal may be answered; until then the time runs out, and isHeld says when it has.
        }
    }

    @Override
    public long id() {
        return granted.id();
    }

    @Override
    public long fencingToken() {
        return granted.fencingToken();
    }

    @Override
    public boolean isHeld() {
        return !isLost && System.nanoTime() - renewedNanos < ttlNanos;
    }

    @Override
    public void close() {
        if (!isLost) {
            isLost = true;
            renewal.interrupt();
            onClose.accept(this);
            revoke();
        }
    }

    private void revoke() {
        try {
            store.revoke(granted.id());
        } catch (Unavailable | RefusedException _) {
            // It expires by itself, or has already.
        }
    }
}
