package io.headgate.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long leases have left, as the leader counts by its own monotonic clock. Sans-I/O; confined to its owner. A member
 * that becomes leader makes a new one, in which every lease has its full time: a lease may live longer than it was
 * granted for, never shorter.
 *
 * <p>Once a lease has been given out as expired it cannot be renewed: its revocation is on the way. It is given out again
 * after {@link #RETRY_NANOS}, as the revocation may have been lost.
 *
 * <p>Renewing is one look-up. Each lease has one entry in a queue, by the deadline it had when it was queued; one that comes
 * up too early is queued again. So a renewal costs nothing in the queue, and a lease is looked at once per time to live.
 */
public final class LeaseClock {
    /** How long to wait for the revocation of an expired lease before asking for it again; etcd waits as long. */
    public static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int MIN_CLEANED = 64;

    private static final class Running {
        private final long id;
        private final long ttlSeconds;
        private long deadlineNanos;
        private boolean isExpired;
        private boolean isRevoked;

        Running(long id, long ttlSeconds) {
            this.id = id;
            this.ttlSeconds = ttlSeconds;
        }
    }

    private record Turn(long atNanos, Running lease) {}

    private final Map<Long, Running> leases = new HashMap<>();
    private final PriorityQueue<Turn> turns;

    /** No leases. */
    public LeaseClock() {
        turns = new PriorityQueue<>(LeaseClock::inOrder);
    }

    /** Monotonic times are compared by their difference; leases of one deadline by their ids. */
    private static int inOrder(Turn one, Turn other) {
        long later = one.atNanos() - other.atNanos();
        return later != 0 ? Long.signum(later) : Long.compare(one.lease().id, other.lease().id);
    }

    /** Every lease of a store, with its full time from now on. Called by the thread that applies. */
    public static LeaseClock over(Keyspace keyspace, long nowNanos) {
        var clock = new LeaseClock();
        for (LeaseTable.Terms terms : keyspace.leaseTable().terms()) {
            clock.granted(terms.id(), terms.ttlSeconds(), nowNanos);
        }
        return clock;
    }

    /** A lease was granted; {@code ttlSeconds} as the answer to the grant tells it. */
    public void granted(long id, long ttlSeconds, long nowNanos) {
        revoked(id);
        var lease = new Running(id, ttlSeconds);
        lease.deadlineNanos = nowNanos + ttlNanos(lease);
        leases.put(id, lease);
        turns.add(new Turn(lease.deadlineNanos, lease));
    }

    /** A century at most, so that sums of nanoseconds do not overflow. */
    private static long ttlNanos(Running lease) {
        return TimeUnit.SECONDS.toNanos(Math.min(lease.ttlSeconds, TimeUnit.DAYS.toSeconds(36_500)));
    }

    /** A lease was revoked; one that is not known does not matter. */
    public void revoked(long id) {
        Running lease = leases.remove(id);
        if (lease != null) {
            lease.isRevoked = true;
            // Turns of revoked leases would stay until their deadlines, which may be years away.
            if (turns.size() > 2 * leases.size() + MIN_CLEANED) {
                turns.removeIf(turn -> turn.lease().isRevoked);
            }
        }
    }

    /** Gives a lease its full time again. Returns its time to live in seconds, 0 if it is not known or has expired. */
    public long renew(long id, long nowNanos) {
        Running lease = leases.get(id);
        if (lease == null || lease.isExpired) {
            return 0;
        }
        lease.deadlineNanos = nowNanos + ttlNanos(lease);
        return lease.ttlSeconds;
    }

    /** Seconds that a lease has left, rounded down; 0 if it has expired, -1 if it is not known. */
    public long timeToLive(long id, long nowNanos) {
        Running lease = leases.get(id);
        if (lease == null) {
            return -1;
        }
        return lease.isExpired ? 0 : TimeUnit.NANOSECONDS.toSeconds(Math.max(0, lease.deadlineNanos - nowNanos));
    }

    /**
     * Leases to revoke now, those that expired first in front. At most {@code max} are given and the others wait for the
     * next call, so that a storm of expiries does not fill the log.
     */
    public List<Long> expired(long nowNanos, int max) {
        var expired = new ArrayList<Long>();
        for (@Nullable Turn turn = turns.peek();
                turn != null && turn.atNanos() - nowNanos <= 0 && expired.size() < max;
                turn = turns.peek()) {
            turns.remove();
            Running lease = turn.lease();
            if (lease.isRevoked) {
                continue;
            }
            if (lease.isExpired || lease.deadlineNanos - nowNanos <= 0) {
                lease.isExpired = true;
                expired.add(lease.id);
                turns.add(new Turn(nowNanos + RETRY_NANOS, lease));
            } else {
                turns.add(new Turn(lease.deadlineNanos, lease));
            }
        }
        return expired;
    }

    /** When {@link #expired} may have something next; empty without leases. */
    public OptionalLong nextNanos() {
        Turn turn = turns.peek();
        return turn == null ? OptionalLong.empty() : OptionalLong.of(turn.atNanos());
    }

    /** Turns that are waiting, those of revoked leases too. */
    int queued() {
        return turns.size();
    }
}
