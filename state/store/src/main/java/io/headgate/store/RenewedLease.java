package io.headgate.store;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A lease that a virtual thread of its own renews, three times in its time to live. For backends. May be used by any thread. */
public final class RenewedLease implements LeaseHold {
    private static final int RENEWALS = 3;

    /** Whoever granted it. */
    public interface Grantor {
        /**
         * Renews a lease. Returns its time to live in seconds, 0 if it is gone.
         *
         * @throws Unavailable if nobody answers; it is asked again
         */
        long keepAlive(long id);

        /**
         * Ends a lease.
         *
         * @throws Unavailable if nobody answers
         * @throws RefusedException if it is gone
         */
        void revoke(long id);
    }

    private final Grantor grantor;
    private final Response.LeaseGranted granted;
    private final Consumer<AutoCloseable> onClose;
    private final long ttlNanos;
    private final Thread renewal;

    /** When the last renewal that was answered had been sent. Written by the renewing thread. */
    private volatile long renewedNanos;

    private volatile boolean isLost;

    private RenewedLease(
            Grantor grantor, Response.LeaseGranted granted, long sentNanos, Consumer<AutoCloseable> onClose) {
        this.grantor = grantor;
        this.granted = granted;
        this.onClose = onClose;
        this.renewedNanos = sentNanos;
        this.ttlNanos = TimeUnit.SECONDS.toNanos(granted.ttlSeconds());
        this.renewal = Thread.ofVirtual().name("lease-" + granted.id()).unstarted(this::renew);
    }

    /**
     * Holds a lease that was granted.
     *
     * @param sentNanos when it was asked for, as {@link System#nanoTime}: its time runs from then
     * @param onClose told once, when it is closed
     */
    public static RenewedLease hold(
            Grantor grantor, Response.LeaseGranted granted, long sentNanos, Consumer<AutoCloseable> onClose) {
        var hold = new RenewedLease(grantor, granted, sentNanos, onClose);
        hold.renewal.start();
        return hold;
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
            if (grantor.keepAlive(granted.id()) > 0) {
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
            grantor.revoke(granted.id());
        } catch (Unavailable | RefusedException _) {
            // It expires by itself, or has already.
        }
    }
}
