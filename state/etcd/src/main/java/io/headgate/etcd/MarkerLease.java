package io.headgate.etcd;

import io.headgate.store.Limits;
import io.headgate.store.RefusedException;
import io.headgate.store.Unavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lease that holds the markers of transactions begun within a few seconds. It is granted once, by the first of them that
 * commits, and never renewed. When it ends, etcd deletes its markers in the same step: while a commit can attach its marker,
 * an earlier marker of it is still there; afterwards the whole commit fails. That makes it happen once at most, whatever
 * clocks do. May be used by any thread.
 */
final class MarkerLease {
    private static final long TTL_SECONDS = Limits.OUTCOME_LIFE.toSeconds();

    private final long id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private final long drawnNanos;
    private final AtomicBoolean isAskedFor = new AtomicBoolean();
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();

    /** Once true, it stays so. */
    private volatile boolean hasEnded;

    MarkerLease(long nowNanos) {
        this.drawnNanos = nowNanos;
    }

    long id() {
        return id;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - drawnNanos;
    }

    /**
     * Whether no transaction should begin with it any more: it has ended, or could not be granted. That is not tried again, as
     * a grant that may still arrive must not follow its end.
     */
    boolean isLost() {
        return hasEnded || granted.isCompletedExceptionally();
    }

    /** Says that it was found to have ended. */
    void ended() {
        hasEnded = true;
    }

    /**
     * Has it granted, unless it was already.
     *
     * @throws Unavailable if that failed: definite, as no commit was sent yet
     * @throws RefusedException likewise
     */
    void require(EtcdCalls calls) {
        if (isAskedFor.compareAndSet(false, true)) {
            grant(calls);
        }
        try {
            granted.join();
        } catch (CompletionException failed) {
            throw switch (failed.getCause()) {
                case Unavailable cause ->
                    new Unavailable(
                            cause.reason(), /* definite= */ true, "no lease for outcomes: " + cause.getMessage());
                case RefusedException cause -> cause;
                case null, default -> new IllegalStateException("no lease for outcomes", failed.getCause());
            };
        }
    }

    private void grant(EtcdCalls calls) {
        try {
            calls.grant(id, TTL_SECONDS);
            granted.complete(true);
        } catch (RuntimeException failed) {
            granted.completeExceptionally(failed);
        }
    }
}
