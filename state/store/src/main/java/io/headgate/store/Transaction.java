package io.headgate.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A transaction: reads of one revision, writes that are kept here until {@link #commit}. Reads see its own writes. For one
 * thread at a time.
 *
 * <p>The caller's duties: read and write, then commit, and look at the outcome. One that is given up needs nothing, it has
 * left no trace. After an outcome of {@link CommitOutcome.Unknown} commit may be called again: it is the same commit, and is
 * applied once at most.
 *
 * <pre>{@code
 * Transaction transfer = store.begin(IsolationLevel.SERIALIZABLE);
 * long balance = number(transfer.get(alice));
 * transfer.put(alice, text(balance - 10));
 * transfer.add(bob, 10);
 * switch (transfer.commit()) {
 *     case CommitOutcome.Committed(var revision) -> ...
 *     case CommitOutcome.Conflict conflict -> ... // begin again
 *     case CommitOutcome.TooOld tooOld -> ...     // begin again
 *     case CommitOutcome.Unknown unknown -> ...   // commit again, the same transaction
 * }
 * }</pre>
 */
public final class Transaction {
    private final TransactionBackend backend;
    private final TransactionId id;
    private final IsolationLevel level;
    private final long startedAt;
    private final ReadSet reads = new ReadSet();
    private final TreeSet<Bytes> promoted = new TreeSet<>();
    private final TreeMap<Bytes, Write> writes = new TreeMap<>();

    /** Made by the first commit; nothing is read or written after it. */
    private Command.@Nullable Commit sent;

    private @Nullable CommitOutcome outcome;

    /**
     * Begins one.
     *
     * @param id drawn at random, never used before
     * @param startedAt the revision it reads
     */
    public Transaction(TransactionBackend backend, TransactionId id, IsolationLevel level, long startedAt) {
        this.backend = backend;
        this.id = id;
        this.level = level;
        this.startedAt = startedAt;
    }

    /** The revision it reads. */
    public long startedAt() {
        return startedAt;
    }

    /** The id under which it is committed. */
    public TransactionId id() {
        return id;
    }

    /**
     * Reads a key. One that this transaction has written has modified revision 0.
     *
     * @throws RefusedException if the revision it reads was compacted, or if the key was added to and is not a number
     */
    public Optional<KeyValue> get(Bytes key) {
        checkOpen();
        Write.checkKey(key);
        return switch (writes.get(key)) {
            case null -> Optional.ofNullable(read(key));
            case Write.Put put -> Optional.of(own(put));
            case Write.Delete _ -> Optional.empty();
            case Write.Add add -> Optional.of(own(add, read(key)));
        };
    }

    /**
     * Reads a key, and has it checked at every level as if it were written. With it a transaction at {@link
     * IsolationLevel#SNAPSHOT} is safe from write skew.
     */
    public Optional<KeyValue> getForUpdate(Bytes key) {
        Optional<KeyValue> value = get(key);
        promoted.add(key);
        if (promoted.size() > Limits.MAX_PROMOTED_KEYS) {
            throw new RefusedException(
                    new Refusal.TooLarge("promoted keys", promoted.size(), Limits.MAX_PROMOTED_KEYS));
        }
        return value;
    }

    /** Reads all keys of a range, in order. */
    public List<KeyValue> range(KeyRange range) {
        return range(range, 0);
    }

    /**
     * Reads the first keys of a range, in order. What counts as read, absent keys included, ends behind the last key given
     * if the limit has cut it off.
     *
     * @param limit most keys to give, 0 for all
     */
    public List<KeyValue> range(KeyRange range, int limit) {
        checkOpen();
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 or more)");
        }
        if (range.isEmpty()) {
            return List.of();
        }
        var own = within(range);
        // Each deletion takes away one key at most; one key more tells whether there are more.
        long wanted = limit == 0 ? 0 : (long) limit + deletions(own) + 1;
        List<KeyValue> held = backend.read(range, startedAt, wanted);
        boolean isCut = wanted != 0 && held.size() == wanted;
        List<KeyValue> seen = overlaid(held, own, isCut ? held.getLast().key() : null);
        if (limit == 0 || seen.size() <= limit) {
            reads.add(range);
            return seen;
        }
        List<KeyValue> given = List.copyOf(seen.subList(0, limit));
        reads.add(new KeyRange(range.from(), KeyRange.successor(given.getLast().key())));
        return given;
    }

    private static long deletions(Iterable<Write> own) {
        long count = 0;
        for (Write write : own) {
            count += write instanceof Write.Delete ? 1 : 0;
        }
        return count;
    }

    private List<Write> within(KeyRange range) {
        Bytes to = range.to();
        var inside = to == null ? writes.tailMap(range.from(), true) : writes.subMap(range.from(), to);
        return List.copyOf(inside.values());
    }

    /** What is held with the own writes on top, up to a key. */
    private static List<KeyValue> overlaid(List<KeyValue> held, List<Write> own, @Nullable Bytes last) {
        var seen = new TreeMap<Bytes, KeyValue>();
        held.forEach(kv -> seen.put(kv.key(), kv));
        for (Write write : own) {
            if (last != null && write.key().compareTo(last) > 0) {
                break;
            }
            switch (write) {
                case Write.Put put -> seen.put(put.key(), own(put));
                case Write.Delete(var key) -> seen.remove(key);
                case Write.Add add -> seen.put(add.key(), own(add, seen.get(add.key())));
            }
        }
        return new ArrayList<>(seen.values());
    }

    private @Nullable KeyValue read(Bytes key) {
        var range = KeyRange.of(key);
        List<KeyValue> held = backend.read(range, startedAt, 0);
        reads.add(range);
        return held.isEmpty() ? null : held.getFirst();
    }

    private static KeyValue own(Write.Put put) {
        return new KeyValue(put.key(), put.value(), 0, 0, 0, put.lease());
    }

    private static KeyValue own(Write.Add add, @Nullable KeyValue before) {
        long sum = Decimal.sum(before == null ? 0 : number(before.key(), before.value()), add.delta());
        return new KeyValue(add.key(), Decimal.format(sum), 0, 0, 0, before == null ? 0 : before.lease());
    }

    private static long number(Bytes key, Bytes value) {
        OptionalLong number = Decimal.parse(value);
        return number.orElseThrow(() -> new RefusedException(new Refusal.NotANumber(key)));
    }

    /** Writes a key, attached to no lease. */
    public void put(Bytes key, Bytes value) {
        put(key, value, 0);
    }

    /** Writes a key, attached to a lease, 0 for none. */
    public void put(Bytes key, Bytes value, long lease) {
        write(new Write.Put(key, value, lease));
    }

    /** Deletes a key; it need not be there. */
    public void delete(Bytes key) {
        write(new Write.Delete(key));
    }

    /**
     * Adds to a number, see {@link Write.Add}. That reads nothing, so that additions to one key do not conflict.
     *
     * @throws RefusedException if this transaction has written something else than a number there
     */
    public void add(Bytes key, long delta) {
        Write sum = switch (writes.get(key)) {
            case null -> new Write.Add(key, delta);
            case Write.Put(var _, var value, var lease) ->
                new Write.Put(key, Decimal.format(Decimal.sum(number(key, value), delta)), lease);
            case Write.Delete _ -> new Write.Put(key, Decimal.format(delta), 0);
            case Write.Add(var _, var earlier) -> new Write.Add(key, Decimal.sum(earlier, delta));
        };
        write(sum);
    }

    private void write(Write write) {
        checkOpen();
        if (writes.size() == Limits.MAX_COMMIT_WRITES && !writes.containsKey(write.key())) {
            throw new RefusedException(
                    new Refusal.TooLarge("writes of a commit", writes.size() + 1L, Limits.MAX_COMMIT_WRITES));
        }
        writes.put(write.key(), write);
    }

    private void checkOpen() {
        if (sent != null) {
            throw new IllegalStateException("transaction " + id + " was committed (expected: not yet)");
        }
    }

    /**
     * Commits. A transaction without writes has committed already, nobody is asked. After {@link CommitOutcome.Unknown} it
     * may be called again; after any other outcome that gives the same again.
     *
     * @throws RefusedException definitely not done
     * @throws Unavailable definitely not done
     */
    public CommitOutcome commit() {
        if (outcome != null && !(outcome instanceof CommitOutcome.Unknown)) {
            return outcome;
        }
        boolean mayHaveCommitted = outcome != null;
        Command.Commit commit = sent == null ? toCommit() : sent;
        sent = commit;
        if (commit.writes().isEmpty()) {
            outcome = new CommitOutcome.Committed(startedAt);
            return outcome;
        }
        try {
            CommitOutcome answer = backend.commit(commit);
            // This attempt came too late. That the one before was applied may have been forgotten.
            outcome = mayHaveCommitted && answer instanceof CommitOutcome.TooOld
                    ? new CommitOutcome.Unknown(id, answer.toString())
                    : answer;
        } catch (Unavailable unavailable) {
            if (unavailable.definite() && !mayHaveCommitted) {
                throw unavailable;
            }
            outcome = new CommitOutcome.Unknown(id, unavailable.toString());
        } catch (RefusedException refused) {
            if (!mayHaveCommitted) {
                throw refused;
            }
            // This attempt was refused. The earlier one may still be on its way into the log.
            outcome = new CommitOutcome.Unknown(id, refused.toString());
        }
        return outcome;
    }

    private Command.Commit toCommit() {
        boolean isBlind = reads.isEmpty() && promoted.isEmpty() && level != IsolationLevel.SNAPSHOT;
        // Blind writes depend on nothing: they are not too old, however long ago they began.
        long from = isBlind ? Math.max(startedAt, backend.revision()) : startedAt;
        return new Command.Commit(id, level, from, reads.ranges(), List.copyOf(promoted), List.copyOf(writes.values()));
    }
}
