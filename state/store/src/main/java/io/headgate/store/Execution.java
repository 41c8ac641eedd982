package io.headgate.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one command: versions at the revision after the store's, which nobody reads before {@link Keyspace} has
 * published it. Confined to the applying thread; what writes nothing may be carried out by any.
 */
final class Execution {
    private final Keyspace keyspace;
    private final long revision;
    private final List<KeyValue> changes = new ArrayList<>(1);
    private boolean isClaimed;

    /** @param current the revision that is published */
    Execution(Keyspace keyspace, long current) {
        this.keyspace = keyspace;
        this.revision = current + 1;
    }

    /** The revision of its writes. */
    long revision() {
        return revision;
    }

    /** Takes the revision even if nothing is changed. */
    void claimRevision() {
        isClaimed = true;
    }

    boolean takesRevision() {
        return isClaimed || !changes.isEmpty();
    }

    /** What has been changed so far, in order. */
    List<KeyValue> changes() {
        return changes;
    }

    /** The revision that reads see: the writes so far included. */
    private long readable() {
        return changes.isEmpty() ? revision - 1 : revision;
    }

    @Nullable
    KeyValue get(Bytes key) {
        Entry entry = keyspace.tree().find(key);
        return entry == null ? null : entry.at(revision);
    }

    /** Writes a key. Returns it as it was before, or null. */
    @Nullable
    KeyValue put(Bytes key, Bytes value, long lease) {
        Entry entry = keyspace.tree().find(key);
        KeyValue before = entry == null ? null : entry.at(revision);
        KeyValue after = before == null
                ? new KeyValue(entry == null ? key : entry.key, value, revision, revision, 1, lease)
                : new KeyValue(before.key(), value, before.createRevision(), revision, before.version() + 1, lease);
        Entry written = keyspace.install(entry, before, after);
        keyspace.leaseTable().reattach(written, before == null ? 0 : before.lease(), lease);
        changes.add(after);
        return before;
    }

    /** Deletes a key. Returns it as it was before; null if it was not there, and then nothing is changed. */
    @Nullable
    KeyValue delete(Bytes key) {
        Entry entry = keyspace.tree().find(key);
        KeyValue before = entry == null ? null : entry.at(revision);
        if (entry == null || before == null) {
            return null;
        }
        KeyValue after = Entry.tombstone(entry.key, revision);
        keyspace.install(entry, before, after);
        keyspace.leaseTable().reattach(entry, before.lease(), 0);
        changes.add(after);
        return before;
    }

    /** Deletes the keys of a range in order. Returns them as they were before. */
    List<KeyValue> delete(KeyRange range) {
        if (range.isPoint()) {
            KeyValue before = delete(range.from());
            return before == null ? List.of() : List.of(before);
        }
        var deleted = new ArrayList<KeyValue>();
        keyspace.tree().visit(range, entry -> {
            KeyValue before = delete(entry.key);
            if (before != null) {
                deleted.add(before);
            }
            return true;
        });
        return deleted;
    }

    /** Carries out an operation for which {@link TxnPath#check} has found nothing. */
    Response carryOut(Operation operation, TxnPath path) {
        return switch (operation) {
            case Operation.Range range -> range(range);
            case Operation.Put put -> put(put);
            case Operation.DeleteRange(var range, var wantsPrevious) -> {
                List<KeyValue> deleted = delete(range);
                yield new Response.Deleted(deleted.size(), wantsPrevious ? deleted : List.of());
            }
            case Operation.Txn txn -> txn(txn, path);
        };
    }

    private Response range(Operation.Range range) {
        return RangeReader.read(range, keyspace.tree(), readable(), keyspace.compactedRevision());
    }

    private Response put(Operation.Put put) {
        Bytes value = put.value();
        long lease = put.lease();
        if (put.ignoreValue() || put.ignoreLease()) {
            KeyValue before = get(put.key());
            if (before == null) {
                throw new IllegalStateException(put.key() + " is gone (expected: there, as it was checked)");
            }
            value = put.ignoreValue() ? before.value() : value;
            lease = put.ignoreLease() ? before.lease() : lease;
        }
        KeyValue before = put(put.key(), value, lease);
        return new Response.Written(put.previous() ? before : null);
    }

    private Response txn(Operation.Txn txn, TxnPath path) {
        boolean succeeded = path.next();
        List<Operation> side = succeeded ? txn.success() : txn.failure();
        var responses = new ArrayList<Response>(side.size());
        for (Operation operation : side) {
            responses.add(carryOut(operation, path));
        }
        return new Response.Decided(succeeded, responses);
    }
}
