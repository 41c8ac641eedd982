package io.headgate.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that happened to one key. Filled by {@link HistoryIndex}, then only read. */
final class KeyLog {
    /** How a key is used. */
    enum Kind {
        LIST,
        REGISTER
    }

    /**
     * The one write of a value.
     *
     * @param transaction the index of the writer
     * @param last whether it is the writer's last one to the key
     * @param version the version it has for sure, or {@link Access#UNVERSIONED}
     */
    record Write(int transaction, long value, boolean last, long version) {}

    /** What a transaction saw of others in a list: its own appends are left out. */
    record SeenList(int transaction, List<Long> values) {}

    /** What a transaction saw of others in a register; null if nothing was there. */
    record SeenValue(int transaction, @Nullable Long value) {}

    /** What the store told a transaction of the version of a value it read. */
    record ToldVersion(int transaction, long value, long version) {}

    final String key;
    final Kind kind;

    /** Writes by value, of transactions of any outcome, in the order of the history. */
    final Map<Long, Write> writes = new LinkedHashMap<>();

    /** Whether a transaction of unknown outcome wrote to the key. */
    boolean writtenByUnknown;

    final List<SeenList> lists = new ArrayList<>();
    final List<SeenValue> values = new ArrayList<>();
    final List<ToldVersion> toldVersions = new ArrayList<>();

    KeyLog(String key, Kind kind) {
        this.key = key;
        this.kind = kind;
    }

    /** Whether {@code transaction} wrote {@code value}. */
    boolean wrote(int transaction, long value) {
        var write = writes.get(value);
        return write != null && write.transaction() == transaction;
    }
}
