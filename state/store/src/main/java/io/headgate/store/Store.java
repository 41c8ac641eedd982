package io.headgate.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The store as programs use it: blocking, for virtual threads; may be called from any thread.
 *
 * <p>What was refused is a {@link RefusedException}, what could not be done {@link Unavailable}, which says whether it
 * surely was not. A thread that is interrupted while it waits gets {@code Unavailable} and keeps its interrupt flag.
 */
public interface Store extends AutoCloseable {

    /** Begins a transaction; at {@link IsolationLevel#STRICT} after all that anyone was told of before this call. */
    Transaction begin(IsolationLevel level);

    /**
     * Runs a transaction until it commits: what the function read has changed, so it is run anew, after a jittered wait
     * that grows. An outcome nobody knows is asked for under the same id.
     *
     * @param body reads and writes, and nothing else, as it may run several times; must not commit
     * @return what the function returned in the run that committed
     * @throws AbortedException definitely not done: others were in the way at every attempt
     * @throws Unavailable if it was not known in the end whether it committed, or was surely not done
     */
    <T> T run(IsolationLevel level, Function<Transaction, T> body);

    /** Reads a key, after all that anyone was told of before. */
    Optional<KeyValue> get(Bytes key);

    /** Reads keys in order, after all that anyone was told of before; {@code limit} 0 for all. */
    List<KeyValue> range(KeyRange range, int limit);

    /** Writes a key, once. Returns the revision. */
    long put(Bytes key, Bytes value);

    /** Deletes the keys of a range. Returns how many there were. */
    long delete(KeyRange range);

    /** Follows changes. */
    Subscription watch(WatchRequest request);

    /** Makes a lease and keeps it alive until it is closed. */
    LeaseHold lease(Duration ttl);

    /** Forgets all versions that were superseded at a revision or before. */
    void compact(long revision);

    /** Ends what this has begun: subscriptions and leases are closed. */
    @Override
    void close();
}
