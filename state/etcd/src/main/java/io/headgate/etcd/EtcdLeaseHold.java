package io.headgate.etcd;

import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.store.LeaseHold;
import io.headgate.store.RefusedException;
import io.headgate.store.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Renews a lease on a virtual thread of its own, three times in its time to live.
 *
 * <p>etcd's leases have no number that grows: ids are random, and two grants may be of one revision. A key that is written
 * under the lease before anyone is told of it has a revision of its own, later than that of any lease told of before.
 */
final class EtcdLeaseHold implements LeaseHold {
    private static final int RENEWALS = 3;

    private final EtcdCalls calls;
    private final long id;
    private final long fencingToken;
    private final long ttlNanos;
    private final Consumer<AutoCloseable> onClose;
    private final Thread renewal;

    /** When the last renewal that was answered had been sent. Written by the renewing thread. */
    private volatile long renewedNanos;

    private volatile boolean isLost;

    private EtcdLeaseHold(
            EtcdCalls calls,
            LeaseGrantResponse granted,
            long fencingToken,
            long sentNanos,
            Consumer<AutoCloseable> onClose) {
        this.calls = calls;
        this.id = granted.getID();
        this.fencingToken = fencingToken;
        this.ttlNanos = TimeUnit.SECONDS.toNanos(granted.getTTL());
        this.onClose = onClose;
        this.renewedNanos = sentNanos;
        this.renewal = Thread.ofVirtual().name("etcd-lease-" + id).unstarted(this::renew);
    }

    static EtcdLeaseHold grant(EtcdCalls calls, Duration ttl, Consumer<AutoCloseable> onClose) {
        long sentNanos = System.nanoTime();
        long seconds = Math.max(1, ttl.plusNanos(999_999_999).toSeconds());
        LeaseGrantResponse granted = calls.grant(/* id= */ 0, seconds);
        long fencingToken = calls.put(PutRequest.newBuilder()
                        .setKey(Answers.bytes(Reserved.fence(granted.getID())))
                        .setLease(granted.getID())
                        .build())
                .getHeader()
                .getRevision();
        var hold = new EtcdLeaseHold(calls, granted, fencingToken, sentNanos, onClose);
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
            if (calls.keepAlive(id) > 0) {
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
        return id;
    }

    @Override
    public long fencingToken() {
        return fencingToken;
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
            calls.revoke(id);
        } catch (Unavailable | RefusedException _) {
            // It expires by itself, or has already.
        }
    }
}
