package io.headgate.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Writes the whole state as it was at one slot, chunk by chunk, while the applying thread goes on: all versions that can
 * be read, leases, alarms and the outcomes of transactions. Until it is closed nothing of that is freed. The same state
 * gives the same bytes on every member.
 *
 * <p>Made by {@link Keyspace#snapshot}; used by one thread, whichever, at a time. Memory: one record, and 256 entries.
 */
public final class StateWriter implements AutoCloseable {
    /** Entries taken from the tree at once. */
    private static final int TAKEN_AT_ONCE = 256;

    private final Keyspace keyspace;
    private final StateRecord.Header header;
    private final EntryTree tree;
    private final ChangeLog changeLog;
    private final ArrayDeque<Iterator<? extends StateRecord>> sections = new ArrayDeque<>();

    /** The rest of a record that did not fit into the last chunk. */
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private long records;
    private boolean hasEnded;
    private boolean isClosed;

    /** Called by the applying thread. */
    StateWriter(Keyspace keyspace, StateRecord.Header header, List<OutcomeTable.Outcome> outcomes) {
        this.keyspace = keyspace;
        this.header = header;
        this.tree = keyspace.tree();
        this.changeLog = keyspace.changeLog();
        sections.add(List.of(header).iterator());
        sections.add(mapped(keyspace.alarms(), StateRecord.Raised::new));
        sections.add(mapped(keyspace.leaseTable().terms(), StateRecord.Granted::new));
        sections.add(mapped(outcomes, StateRecord.Remembered::new));
        sections.add(new BaseSection());
        sections.add(mapped(changeLog.at(header.compactedRevision()), StateRecord.Trace::new));
        sections.add(new ChangeSection());
    }

    private static <T> Iterator<StateRecord> mapped(List<T> values, Function<T, StateRecord> record) {
        return values.stream().map(record).iterator();
    }

    /** The slot whose state it is. */
    public long slot() {
        return header.slot();
    }

    /** The newest revision in it. */
    public long revision() {
        return header.revision();
    }

    /** Fills a chunk, up to its limit or the state's end. Returns whether there is more. */
    public boolean write(ByteBuffer chunk) {
        if (isClosed) {
            throw new IllegalStateException("closed");
        }
        copyRest(chunk);
        while (!rest.hasRemaining() && !hasEnded) {
            put(next(), chunk);
        }
        return rest.hasRemaining() || !hasEnded;
    }

    private StateRecord next() {
        while (!sections.isEmpty()) {
            if (sections.getFirst().hasNext()) {
                records++;
                return sections.getFirst().next();
            }
            sections.removeFirst();
        }
        hasEnded = true;
        return new StateRecord.End(records);
    }

    private void put(StateRecord record, ByteBuffer chunk) {
        var counter = new Sink.Counter();
        StateRecord.write(record, counter);
        long content = counter.size();
        counter.unsigned(content);
        if (counter.size() <= chunk.remaining()) {
            put(record, content, chunk);
        } else {
            rest = ByteBuffer.allocate(Math.toIntExact(counter.size()));
            put(record, content, rest);
            rest.flip();
            copyRest(chunk);
        }
    }

    private static void put(StateRecord record, long content, ByteBuffer into) {
        var filler = new Sink.Filler(into);
        filler.unsigned(content);
        StateRecord.write(record, filler);
    }

    private void copyRest(ByteBuffer chunk) {
        int size = Math.min(rest.remaining(), chunk.remaining());
        chunk.put(chunk.position(), rest, rest.position(), size);
        chunk.position(chunk.position() + size);
        rest.position(rest.position() + size);
    }

    /** Lets the store free what this has held. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            keyspace.unpin();
        }
    }

    /** Of each key the version that the compacted revision left. */
    private final class BaseSection implements Iterator<StateRecord> {
        private final ArrayDeque<StateRecord> taken = new ArrayDeque<>();
        private KeyRange ahead = KeyRange.ALL;
        private boolean isThrough = header.compactedRevision() < 0;

        @Override
        public boolean hasNext() {
            while (taken.isEmpty() && !isThrough) {
                take();
            }
            return !taken.isEmpty();
        }

        private void take() {
            var entries = new ArrayList<Entry>(TAKEN_AT_ONCE);
            isThrough = tree.visit(ahead, entry -> {
                entries.add(entry);
                return entries.size() < TAKEN_AT_ONCE;
            });
            for (Entry entry : entries) {
                KeyValue version = entry.at(header.compactedRevision());
                if (version != null) {
                    taken.add(new StateRecord.Base(version));
                }
            }
            if (!isThrough) {
                ahead = new KeyRange(KeyRange.successor(entries.getLast().key), null);
            }
        }

        @Override
        public StateRecord next() {
            return taken.removeFirst();
        }
    }

    /** What the revisions after the compacted one changed. */
    private final class ChangeSection implements Iterator<StateRecord> {
        private long revision = Math.max(header.compactedRevision(), 1);
        private Iterator<StateRecord> changes = Collections.emptyIterator();

        @Override
        public boolean hasNext() {
            return changes.hasNext() || revision < header.revision();
        }

        @Override
        public StateRecord next() {
            if (!changes.hasNext()) {
                revision++;
                List<KeyValue> of = changeLog.at(revision);
                changes = of.isEmpty()
                        ? List.<StateRecord>of(new StateRecord.Nothing(revision))
                                .iterator()
                        : mapped(of, StateRecord.Change::new);
            }
            return changes.next();
        }
    }
}
