package io.headgate.store;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A member alone, in memory, nothing durable: for tests and tools. Commands are applied on the thread that submits them,
 * one after another; futures have ended when they are returned. Leases expire by a thread of its own until it is closed.
 */
public final class EphemeralMember implements Member, AutoCloseable {
    private static final long ID = 1;

    /** Leases revoked at once: etcd's number for half a second. */
    private static final int REVOKED_AT_ONCE = 1_000;

    /** How often leases are looked at when none is known. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Keyspace keyspace = new Keyspace();
    private final LeaseClock clock = new LeaseClock();
    private final LogClock logClock = LogClock.over(keyspace, System.nanoTime());
    private final Thread expiry;

    /** Guarded by this. */
    private boolean isClosed;

    /** A member with an empty store. */
    public EphemeralMember() {
        expiry = Thread.ofVirtual().name("ephemeral-leases").start(this::expireLeases);
    }

    @Override
    public Keyspace keyspace() {
        return keyspace;
    }

    @Override
    public synchronized CompletableFuture<Reply> submit(Command command) {
        if (isClosed) {
            return stopped();
        }
        Reply reply = keyspace.apply(keyspace.slot() + 1, logClock.millis(System.nanoTime()), command);
        switch (reply.response()) {
            case Response.LeaseGranted(var id, var ttlSeconds, var _) -> {
                clock.granted(id, ttlSeconds, System.nanoTime());
                notifyAll();
            }
            case Response.LeaseRevoked _ when command instanceof Command.RevokeLease(var id) -> clock.revoked(id);
            default -> {}
        }
        return CompletableFuture.completedFuture(reply);
    }

    private static <T> CompletableFuture<T> stopped() {
        return CompletableFuture.failedFuture(
                new Unavailable(Unavailable.Reason.STOPPED, /* definite= */ true, "the member has been closed"));
    }

    private synchronized void expireLeases() {
        try {
            while (!isClosed) {
                for (long lease : clock.expired(System.nanoTime(), REVOKED_AT_ONCE)) {
                    submit(new Command.RevokeLease(lease)).join();
                }
                OptionalLong next = clock.nextNanos();
                long waitNanos = next.isPresent() ? next.getAsLong() - System.nanoTime() : IDLE_NANOS;
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(waitNanos, 1));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized CompletableFuture<Long> readIndex() {
        return isClosed ? stopped() : CompletableFuture.completedFuture(keyspace.revision());
    }

    @Override
    public synchronized CompletableFuture<Long> keepAlive(long lease) {
        return CompletableFuture.completedFuture(clock.renew(lease, System.nanoTime()));
    }

    @Override
    public synchronized CompletableFuture<Long> timeToLive(long lease) {
        return CompletableFuture.completedFuture(clock.timeToLive(lease, System.nanoTime()));
    }

    @Override
    public List<MemberInfo> members() {
        return List.of(new MemberInfo(ID, "ephemeral", List.of(), List.of(), /* learner= */ false));
    }

    @Override
    public CompletableFuture<List<MemberInfo>> change(MembershipChange change) {
        throw new UnsupportedOperationException("a member in memory stays alone");
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long to) {
        throw new UnsupportedOperationException("a member in memory stays alone");
    }

    @Override
    public MemberStatus status() {
        long slot = keyspace.slot();
        return new MemberStatus(
                /* clusterId= */ 1,
                ID,
                /* learner= */ false,
                ID,
                /* round= */ 1,
                slot,
                slot,
                keyspace.revision(),
                keyspace.storeBytes(),
                keyspace.liveBytes(),
                keyspace.alarms(),
                List.of());
    }

    @Override
    public synchronized CompletableFuture<BackupWriter> backup() {
        return CompletableFuture.completedFuture(new BackupWriter(keyspace.snapshot(), status().clusterId()));
    }

    @Override
    public CompletableFuture<Void> checkpoint() {
        return CompletableFuture.completedFuture(null);
    }

    /** Stops it; what is submitted or asked of the log afterwards is refused. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        expiry.interrupt();
    }
}
