package io.headgate.history;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transactions by index, keys by name, and which transactions count as committed. Refuses what no history can be: two
 * transactions of one id, a value written twice to a key, a key used both as list and as register.
 */
final class HistoryIndex {
    private final List<Transaction> transactions;
    private final Map<String, KeyLog> keys = new LinkedHashMap<>();
    private final BitSet committed = new BitSet();

    HistoryIndex(List<Transaction> transactions) {
        this.transactions = transactions;
        checkIds();
        for (var i = 0; i < transactions.size(); i++) {
            addWrites(i);
        }
        findCommitted();
    }

    List<Transaction> transactions() {
        return transactions;
    }

    Transaction transaction(int index) {
        return transactions.get(index);
    }

    /** The keys in the order in which the history names them. */
    Collection<KeyLog> keys() {
        return keys.values();
    }

    KeyLog key(String name) {
        var log = keys.get(name);
        if (log == null) {
            throw new IllegalStateException("key: " + name + " (expected: one of the history)");
        }
        return log;
    }

    /** Whether a transaction committed, or must have since a committed one read what it wrote. */
    boolean committed(int index) {
        return committed.get(index);
    }

    private void checkIds() {
        var ids = new HashSet<Long>();
        for (var transaction : transactions) {
            if (!ids.add(transaction.id())) {
                throw new IllegalArgumentException("id: " + transaction.name() + " twice (expected: once)");
            }
        }
    }

    private void addWrites(int index) {
        var lastOf = new HashMap<String, Integer>();
        var accesses = transactions.get(index).accesses();
        for (var i = 0; i < accesses.size(); i++) {
            if (accesses.get(i) instanceof Access.Append || accesses.get(i) instanceof Access.Write) {
                lastOf.put(accesses.get(i).key(), i);
            }
        }
        for (var i = 0; i < accesses.size(); i++) {
            var access = accesses.get(i);
            var last = lastOf.getOrDefault(access.key(), -1) == i;
            switch (access) {
                case Access.Append(var key, var value) ->
                    addWrite(list(key), new KeyLog.Write(index, value, last, Access.UNVERSIONED));
                case Access.Write(var key, var value, var version) ->
                    addWrite(register(key), new KeyLog.Write(index, value, last, version));
                case Access.ReadList(var key, var _) -> list(key);
                case Access.Read(var key, var _, var _) -> register(key);
                case Access.ReadAbsent(var key) -> register(key);
            }
        }
    }

    private void addWrite(KeyLog log, KeyLog.Write write) {
        if (write.version() != Access.UNVERSIONED && !write.last()) {
            throw new IllegalArgumentException(
                    "version of value %d of key %s: %d (expected: none, since %s wrote the key again later)"
                            .formatted(write.value(), log.key, write.version(), name(write.transaction())));
        }
        if (transactions.get(write.transaction()).outcome() == Transaction.Outcome.UNKNOWN) {
            log.writtenByUnknown = true;
        }
        var other = log.writes.put(write.value(), write);
        if (other != null) {
            throw new IllegalArgumentException("value %d of key %s: written by %s and by %s (expected: only one write)"
                    .formatted(write.value(), log.key, name(other.transaction()), name(write.transaction())));
        }
    }

    private String name(int index) {
        return transactions.get(index).name();
    }

    private KeyLog list(String key) {
        return log(key, KeyLog.Kind.LIST);
    }

    private KeyLog register(String key) {
        return log(key, KeyLog.Kind.REGISTER);
    }

    private KeyLog log(String key, KeyLog.Kind kind) {
        var log = keys.computeIfAbsent(key, k -> new KeyLog(k, kind));
        if (log.kind != kind) {
            throw new IllegalArgumentException(
                    "key %s: used as list and as register (expected: one of them)".formatted(key));
        }
        return log;
    }

    /** From the surely committed along what they read to those of unknown outcome, and on from those. */
    private void findCommitted() {
        var open = new IntStack();
        for (var i = 0; i < transactions.size(); i++) {
            if (transactions.get(i).outcome() == Transaction.Outcome.COMMITTED) {
                committed.set(i);
                open.push(i);
            }
        }
        while (!open.isEmpty()) {
            for (var access : transactions.get(open.pop()).accesses()) {
                switch (access) {
                    case Access.ReadList(var key, var values) -> markWriters(key(key), values, open);
                    case Access.Read(var key, var value, var _) -> markWriter(key(key), value, open);
                    case Access.Append _, Access.Write _, Access.ReadAbsent _ -> {}
                }
            }
        }
    }

    private void markWriters(KeyLog log, List<Long> values, IntStack open) {
        if (log.writtenByUnknown) {
            values.forEach(value -> markWriter(log, value, open));
        }
    }

    private void markWriter(KeyLog log, long value, IntStack open) {
        var write = log.writes.get(value);
        if (write != null
                && transactions.get(write.transaction()).outcome() == Transaction.Outcome.UNKNOWN
                && !committed.get(write.transaction())) {
            committed.set(write.transaction());
            open.push(write.transaction());
        }
    }
}
