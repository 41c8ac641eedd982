package io.headgate.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a store at every uncompacted revision.
 *
 * <p>One thread applies commands; any thread reads, without locks, and sees whole revisions only.
 *
 * <h2>How readers never see half a revision</h2>
 *
 * <p>A command's versions are installed under a revision that is not published yet; readers take the published revision
 * first and pass over anything newer. When all versions are installed, {@link #revision} is written. Compaction goes the
 * other way round: the compacted revision is published first, memory is freed later, and a reader looks at it once more
 * after reading, so that it is refused and not answered with less than there was.
 *
 * <h2>What it costs</h2>
 *
 * <p>A put finds its entry in the {@link EntryTree}, adds a version and a slot of the {@link ChangeLog}. Compaction frees a
 * little with each later command and in {@link #tidy}, so that no command waits for all of it.
 */
public final class Keyspace {
    /** What {@link #compactedRevision} is as long as nothing was compacted: etcd's number. */
    private static final long NOT_COMPACTED = -1;

    /** The revision of an empty store. */
    private static final long FIRST = 1;

    /** Revisions freed with each command after a compaction: more than one, so that freeing keeps ahead of writing. */
    private static final int TIDIED_PER_COMMAND = 32;

    // Written by the applying thread when the whole state is replaced.
    private volatile ChangeLog changeLog;
    private volatile LeaseTable leaseTable = new LeaseTable();
    private volatile OutcomeTable outcomes = new OutcomeTable();
    private volatile ConcurrentSkipListSet<Alarm> alarms =
            new ConcurrentSkipListSet<>(Comparator.comparingLong(Alarm::member).thenComparing(Alarm::kind));
    private final WatchIndex watches = new WatchIndex();
    private final AtomicLong watchNumbers = new AtomicLong();

    /** Checkpoints that are being written: what they began with is not freed. */
    private final AtomicInteger pins = new AtomicInteger();

    /** All entries, also those of a command that is being applied. Written by the applying thread. */
    private volatile EntryTree tree = EntryTree.EMPTY;

    /** Written by the applying thread after all versions of the revision have been installed; rises. */
    private volatile long revision;

    /** The revision whose watches have all been told. Written by the applying thread; rises, at most to {@link #revision}. */
    private volatile long signalledRevision;

    /** Written by the applying thread before anything is freed; rises. */
    private volatile long compactedRevision;

    /** Written by the applying thread; rises. */
    private volatile long slot;

    private final AtomicLong storeBytes = new AtomicLong();
    private final AtomicLong liveBytes = new AtomicLong();

    /** The latest time the log has told. Confined to the applying thread. */
    private long logTimeMillis;

    /** Compacted revisions up to this have been freed; at most {@link #compactedRevision}. Confined to the applying thread. */
    private long tidiedThrough;

    /** An empty store. */
    public Keyspace() {
        this(FIRST, NOT_COMPACTED);
    }

    private Keyspace(long revision, long compactedRevision) {
        this.revision = revision;
        this.signalledRevision = revision;
        this.compactedRevision = compactedRevision;
        this.tidiedThrough = Math.max(FIRST, compactedRevision);
        this.changeLog = new ChangeLog(Math.max(FIRST + 1, compactedRevision));
    }

    /**
     * Applies the next entry of the log. By one thread, in log order; the same commands at the same places give the
     * same answers and the same state on every member.
     *
     * @param slot the entry's place in the log, not less than in the call before: an entry may hold several commands
     * @param timeMillis the entry's time as its proposer wrote it down; one that runs backwards counts as the latest seen
     */
    public Reply apply(long slot, long timeMillis, Command command) {
        if (slot < this.slot) {
            throw new IllegalArgumentException(
                    "slot: " + slot + " (expected: " + this.slot + ", applied last, or above)");
        }
        logTimeMillis = Math.max(logTimeMillis, timeMillis);
        var execution = new Execution(this, revision);
        Response response = answer(command, execution);
        if (execution.takesRevision()) {
            publish(execution);
        }
        this.slot = slot;
        tidy(TIDIED_PER_COMMAND);
        return new Reply(slot, revision, response);
    }

    private void publish(Execution execution) {
        long next = execution.revision();
        changeLog.append(next, execution.changes());
        revision = next;
        watches.changed(execution.changes());
        signalledRevision = next;
    }

    private Response answer(Command command, Execution execution) {
        if (isRaised(Alarm.Kind.CORRUPT) && !(command instanceof Command.SetAlarm)) {
            return new Response.Refused(new Refusal.Corrupt());
        }
        return switch (command) {
            case Command.Execute(var operation) -> execute(operation, execution);
            case Command.Commit commit -> new Committer(this, outcomes, execution, logTimeMillis).commit(commit);
            case Command.Compact(var to) -> compact(to);
            case Command.GrantLease(var id, var ttlSeconds) -> grant(id, ttlSeconds);
            case Command.RevokeLease(var id) -> revoke(id, execution);
            case Command.SetAlarm(var alarm, var raised) -> set(alarm, raised);
        };
    }

    boolean isRaised(Alarm.Kind kind) {
        return !alarms.isEmpty() && alarms.stream().anyMatch(alarm -> alarm.kind() == kind);
    }

    private Response execute(Operation operation, Execution execution) {
        if (isRaised(Alarm.Kind.NO_SPACE) && needsSpace(operation)) {
            return new Response.Refused(new Refusal.NoSpace());
        }
        return carryOut(operation, execution);
    }

    private Response carryOut(Operation operation, Execution execution) {
        Optional<Refusal> refusal = operation instanceof Operation.Txn txn ? TxnRules.check(txn) : Optional.empty();
        if (refusal.isPresent()) {
            return new Response.Refused(refusal.get());
        }
        var path = new TxnPath(tree, leaseTable, execution.revision() - 1, compactedRevision);
        refusal = path.check(operation);
        return refusal.isPresent() ? new Response.Refused(refusal.get()) : execution.carryOut(operation, path);
    }

    private static boolean needsSpace(Operation operation) {
        return switch (operation) {
            case Operation.Range _ -> false;
            case Operation.Put _ -> true;
            case Operation.DeleteRange _ -> false;
            case Operation.Txn txn ->
                txn.success().stream().anyMatch(Keyspace::needsSpace)
                        || txn.failure().stream().anyMatch(Keyspace::needsSpace);
        };
    }

    private Response compact(long to) {
        if (to <= compactedRevision) {
            return new Response.Refused(new Refusal.Compacted(to, compactedRevision));
        }
        if (to > revision) {
            return new Response.Refused(new Refusal.FutureRevision(to, revision));
        }
        compactedRevision = to;
        return new Response.Compacted();
    }

    private Response grant(long id, long ttlSeconds) {
        if (isRaised(Alarm.Kind.NO_SPACE)) {
            return new Response.Refused(new Refusal.NoSpace());
        }
        if (ttlSeconds > Limits.MAX_LEASE_TTL_SECONDS) {
            return new Response.Refused(new Refusal.LeaseTtl(ttlSeconds));
        }
        if (leaseTable.contains(id)) {
            return new Response.Refused(new Refusal.LeaseExists(id));
        }
        if (leaseTable.count() >= Limits.MAX_LEASES) {
            return new Response.Refused(new Refusal.TooLarge("leases", leaseTable.count() + 1L, Limits.MAX_LEASES));
        }
        var terms = leaseTable.grant(id, Math.max(ttlSeconds, Limits.MIN_LEASE_TTL_SECONDS));
        return new Response.LeaseGranted(id, terms.ttlSeconds(), terms.fencingToken());
    }

    private Response revoke(long id, Execution execution) {
        if (!leaseTable.contains(id)) {
            return new Response.Refused(new Refusal.LeaseNotFound(id));
        }
        leaseTable.attached(id).visit(KeyRange.ALL, entry -> {
            execution.delete(entry.key);
            return true;
        });
        leaseTable.remove(id);
        return new Response.LeaseRevoked();
    }

    private Response set(Alarm alarm, boolean raised) {
        if (!raised) {
            alarms.remove(alarm);
        } else if (!alarms.contains(alarm)) {
            if (alarms.size() >= Limits.MAX_ALARMS) {
                return new Response.Refused(new Refusal.TooLarge("alarms", alarms.size() + 1L, Limits.MAX_ALARMS));
            }
            alarms.add(alarm);
        }
        return new Response.AlarmSet();
    }

    /**
     * Frees memory of compacted revisions. Called by the applying thread when it has nothing else to do; answers and states do
     * not depend on it.
     *
     * @param revisions how many to free at most
     * @return whether there is more to free now
     */
    public boolean tidy(int revisions) {
        if (pins.get() > 0) {
            return false;
        }
        for (int i = 0; i < revisions && tidiedThrough < compactedRevision; i++) {
            long freed = ++tidiedThrough;
            changeLog.at(freed).forEach(change -> trim(change.key()));
            // What the compacted revision itself changed can still be watched.
            changeLog.forget(freed - 1);
        }
        return tidiedThrough < compactedRevision;
    }

    /**
     * Takes the place of what is here by a later state of the same log, which was read elsewhere. Readers and watches go
     * on: a watch that has not come as far as the other state was compacted is told so, any other finds in it what it has
     * not given yet; a {@link #snapshot} that is open shows what it showed. Called by the applying thread.
     *
     * @param later given up by the caller
     */
    public void become(Keyspace later) {
        if (later.slot < slot || later.revision < revision) {
            throw new IllegalArgumentException("state at slot " + later.slot + ", revision " + later.revision
                    + " (expected: slot " + slot + ", revision " + revision + ", or later)");
        }
        long before = revision;
        // As with a compaction: readers look at it last, and are refused rather than given less than there was.
        compactedRevision = Math.max(compactedRevision, later.compactedRevision);
        leaseTable = later.leaseTable;
        outcomes = later.outcomes;
        alarms = later.alarms;
        changeLog = later.changeLog;
        tree = later.tree;
        storeBytes.set(later.storeBytes.get());
        liveBytes.set(later.liveBytes.get());
        logTimeMillis = later.logTimeMillis;
        tidiedThrough = later.tidiedThrough;
        slot = later.slot;
        revision = later.revision;
        watches.missed(before + 1);
        signalledRevision = later.revision;
    }

    private void trim(Bytes key) {
        Entry entry = tree.find(key);
        if (entry != null) {
            add(storeBytes, -entry.trim(compactedRevision));
            if (entry.isForgotten()) {
                tree = tree.without(key);
            }
        }
    }

    /** Adds to a number that only the applying thread writes. */
    private static void add(AtomicLong number, long delta) {
        number.lazySet(number.getPlain() + delta);
    }

    /** Adds a version to an entry, or a new entry. Confined to the applying thread. */
    Entry install(@Nullable Entry entry, @Nullable KeyValue before, KeyValue after) {
        count(before, after);
        if (entry != null) {
            entry.add(after);
            return entry;
        }
        var fresh = new Entry(after);
        tree = tree.with(fresh);
        return fresh;
    }

    private void count(@Nullable KeyValue before, KeyValue after) {
        add(storeBytes, Footprint.of(after));
        long live = Entry.isTombstone(after) ? 0 : Footprint.of(after);
        add(liveBytes, before == null ? live : live - Footprint.of(before));
    }

    EntryTree tree() {
        return tree;
    }

    /** Called by the thread that applies. */
    long logTimeMillis() {
        return logTimeMillis;
    }

    LeaseTable leaseTable() {
        return leaseTable;
    }

    ChangeLog changeLog() {
        return changeLog;
    }

    /**
     * The state after the last command, for a checkpoint. Called by the applying thread; written by any. Must be closed, as
     * nothing is freed before.
     */
    public StateWriter snapshot() {
        var header = new StateRecord.Header(
                slot, revision, compactedRevision, logTimeMillis, leaseTable.lastToken(), outcomes.forgottenThrough());
        pins.incrementAndGet();
        return new StateWriter(this, header, outcomes.outcomes());
    }

    void unpin() {
        pins.decrementAndGet();
    }

    /** A store without keys at a revision; what it held is restored afterwards. */
    static Keyspace rebuilt(StateRecord.Header header) {
        var keyspace = new Keyspace(header.revision(), header.compactedRevision());
        keyspace.slot = header.slot();
        keyspace.logTimeMillis = header.logTimeMillis();
        keyspace.leaseTable.restoreLastToken(header.lastToken());
        keyspace.outcomes.restoreForgottenThrough(header.forgottenThrough());
        return keyspace;
    }

    void restore(Alarm alarm) {
        alarms.add(alarm);
    }

    void restore(OutcomeTable.Outcome outcome) {
        outcomes.add(outcome);
    }

    /** Adds a version to what is being restored. Returns false if it does not fit to the key's versions before. */
    boolean restore(KeyValue version, EntryTreeBuilder entries) {
        Entry entry = entries.find(version.key());
        if (entry == null) {
            if (Entry.isTombstone(version)) {
                return false;
            }
            var fresh = new Entry(version);
            entries.add(fresh);
            count(null, version);
            leaseTable.reattach(fresh, 0, version.lease());
            return true;
        }
        KeyValue newest = entry.newest();
        if (newest.modRevision() > version.modRevision()) {
            return false;
        }
        @Nullable KeyValue before = Entry.isTombstone(newest) ? null : newest;
        entry.add(version);
        count(before, version);
        leaseTable.reattach(entry, before == null ? 0 : before.lease(), version.lease());
        return true;
    }

    /** All versions are there. */
    void restored(EntryTreeBuilder entries) {
        tree = entries.build();
    }

    /** Gives {@link Response.Ranged}, or {@link Response.Refused} because of compaction or a revision not there yet. */
    public Response range(Operation.Range range) {
        long current = revision;
        long read = range.revision() <= 0 ? current : range.revision();
        Response response = RangeReader.read(range, tree, current, compactedRevision);
        // What was freed meanwhile was missing from the answer; reading the newest revision begins anew.
        return read >= compactedRevision || response instanceof Response.Refused ? response : range(range);
    }

    /**
     * Carries out an operation that writes nothing, a range or a transaction of ranges, without the log: at one
     * revision, which the reply tells.
     *
     * @throws IllegalArgumentException if it would write, on either side
     */
    public Reply read(Operation operation) {
        if (writes(operation)) {
            throw new IllegalArgumentException("operation: " + operation + " (expected: one that writes nothing)");
        }
        long current = revision;
        long compacted = compactedRevision;
        Response response = carryOut(operation, new Execution(this, current));
        // What was freed meanwhile was missing from the answer.
        return compactedRevision == compacted ? new Reply(slot, current, response) : read(operation);
    }

    private static boolean writes(Operation operation) {
        return switch (operation) {
            case Operation.Range _ -> false;
            case Operation.Put _ -> true;
            case Operation.DeleteRange _ -> true;
            case Operation.Txn txn ->
                txn.success().stream().anyMatch(Keyspace::writes)
                        || txn.failure().stream().anyMatch(Keyspace::writes);
        };
    }

    /**
     * Follows the changes of a range. The watch begins when it is polled for the first time.
     *
     * @param ready called by the applying thread, at most once between two polls, when a watch that had nothing more
     *     has something; must not block, throw or poll
     */
    public Watch watch(WatchRequest request, Runnable ready) {
        var watch = new Watch(this, request, watchNumbers.incrementAndGet(), ready);
        watches.add(watch);
        return watch;
    }

    void end(Watch watch) {
        watches.remove(watch);
    }

    /** The revision whose watches have all been told. */
    long signalledRevision() {
        return signalledRevision;
    }

    /** What a revision changed, as far as it can still be read: of the compacted one what it left behind. */
    List<KeyValue> readableChanges(long of) {
        List<KeyValue> changes = changeLog.at(of);
        return of == compactedRevision
                ? changes.stream().filter(kv -> isLeft(kv, changes)).toList()
                : changes;
    }

    private static boolean isLeft(KeyValue change, List<KeyValue> changes) {
        if (Entry.isTombstone(change)) {
            return false;
        }
        KeyValue last = change;
        for (KeyValue other : changes) {
            last = other.key().equals(change.key()) ? other : last;
        }
        return last.equals(change);
    }

    /** The key of a change as it was before the change's revision; null if it was absent or that was compacted. */
    @Nullable
    KeyValue before(KeyValue change) {
        long read = change.modRevision() - 1;
        Entry entry = tree.find(change.key());
        KeyValue before = entry == null ? null : entry.at(read);
        return read < compactedRevision ? null : before;
    }

    /**
     * A hash over all versions of all keys that can be read at {@code compactedRevision..revision}: members whose hashes
     * at equal revisions and compacted revisions differ have different states. Walks all keys.
     *
     * @param revision 0 for the newest
     * @return {@link Response.Hashed} or {@link Response.Refused}
     */
    public Response hash(long revision) {
        long compacted = compactedRevision;
        long current = this.revision;
        long read = revision <= 0 ? current : revision;
        if (read > current) {
            return new Response.Refused(new Refusal.FutureRevision(read, current));
        }
        if (read < compacted) {
            return new Response.Refused(new Refusal.Compacted(read, compacted));
        }
        long hash = StateHash.of(tree, compacted, read);
        // Whatever was freed meanwhile was missing from the hash.
        return compactedRevision == compacted ? new Response.Hashed(hash, read, compacted) : hash(revision);
    }

    /**
     * The newest revision that can be read: 1 for an empty store, one more for each command that changed a key and for
     * each commit with writes.
     */
    public long revision() {
        return revision;
    }

    /** The oldest revision that can be read; -1 as long as nothing was compacted. */
    public long compactedRevision() {
        return compactedRevision;
    }

    /** The place in the log that was applied last. */
    public long slot() {
        return slot;
    }

    /** A lease and the keys attached to it. */
    public Optional<Lease> lease(long id) {
        return leaseTable.lease(id);
    }

    /** The ids of all leases, in order. */
    public List<Long> leaseIds() {
        return leaseTable.ids();
    }

    /** The alarms that are raised, by member and kind. */
    public List<Alarm> alarms() {
        return List.copyOf(alarms);
    }

    /** About what keys and versions take in memory, in bytes. */
    public long storeBytes() {
        return storeBytes.get();
    }

    /** About what would be left of {@link #storeBytes} if everything superseded were compacted, in bytes. */
    public long liveBytes() {
        return liveBytes.get();
    }
}
