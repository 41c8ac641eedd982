package io.headgate.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a store from what a {@link StateWriter} wrote, chunk by chunk, however it is cut. Confined to one thread.
 *
 * <p>Nothing is guessed: a record that does not fit to those before it is a {@link CodecException}.
 */
public final class StateReader {
    private static final int MAX_SIZE_BYTES = 5;

    /** What has come and was not read yet stands from {@link #begin} to before {@link #end}. */
    private byte[] held = new byte[4 << 10];

    private int begin;
    private int end;

    private @Nullable Rebuilding rebuilding;
    private long records;
    private boolean hasEnded;

    /**
     * Takes the next bytes, all that the chunk has.
     *
     * @throws CodecException if they do not go on with a state; this reader is of no more use then
     */
    public void read(ByteBuffer chunk) {
        hold(chunk);
        for (int size = nextSize(); size <= end - begin; size = nextSize()) {
            readRecord(size);
        }
    }

    private void hold(ByteBuffer chunk) {
        int size = end - begin;
        if (end + chunk.remaining() > held.length) {
            byte[] target = held;
            if (size + chunk.remaining() > held.length) {
                target = new byte[Math.max(2 * held.length, size + chunk.remaining())];
            }
            System.arraycopy(held, begin, target, 0, size);
            held = target;
            begin = 0;
            end = size;
        }
        int more = chunk.remaining();
        chunk.get(held, end, more);
        end += more;
    }

    /** Bytes of the next record, its size included; more than there are if even that is not there in full. */
    private int nextSize() {
        int content = 0;
        for (int i = 0; i < MAX_SIZE_BYTES && begin + i < end; i++) {
            int octet = held[begin + i];
            content |= (octet & 0x7f) << (7 * i);
            if (octet >= 0) {
                if (content < 1 || content > StateRecord.MAX_BYTES) {
                    throw new CodecException(
                            "record of " + content + " bytes (expected: 1.." + StateRecord.MAX_BYTES + ")");
                }
                return i + 1 + content;
            }
        }
        if (end - begin >= MAX_SIZE_BYTES) {
            throw new CodecException("a record's size of more than 5 bytes (expected: at most 4)");
        }
        return Integer.MAX_VALUE;
    }

    private void readRecord(int size) {
        var source = new Source(held, begin, begin + size);
        begin += size;
        source.unsigned();
        StateRecord record = StateRecord.read(source);
        if (hasEnded) {
            throw new CodecException("a record after the end: " + record);
        }
        apply(record);
        records++;
    }

    private void apply(StateRecord record) {
        if (record instanceof StateRecord.Header header) {
            if (rebuilding != null) {
                throw new CodecException("a second header: " + header);
            }
            rebuilding = new Rebuilding(header);
            return;
        }
        Rebuilding state = rebuilding;
        if (state == null) {
            throw new CodecException("first record: " + record + " (expected: a header)");
        }
        if (record instanceof StateRecord.End(var expected)) {
            if (expected != records) {
                throw new CodecException(records + " records (expected: " + expected + ")");
            }
            state.end();
            hasEnded = true;
        } else {
            state.add(record);
        }
    }

    /**
     * The store, once all has been read.
     *
     * @throws CodecException if the end has not been read
     */
    public Keyspace finish() {
        Rebuilding state = rebuilding;
        if (!hasEnded || state == null || begin < end) {
            throw new CodecException("the state ends after " + records + " records (expected: its end record)");
        }
        return state.keyspace;
    }

    /** A store that grows, record by record. */
    private static final class Rebuilding {
        private final StateRecord.Header header;
        private final Keyspace keyspace;
        private final EntryTreeBuilder entries = new EntryTreeBuilder();
        private final List<KeyValue> pending = new ArrayList<>();

        /** The revision whose changes are being gathered. */
        private long gathered;

        Rebuilding(StateRecord.Header header) {
            if (header.revision() < 1
                    || header.compactedRevision() < -1
                    || header.compactedRevision() > header.revision()
                    || header.slot() < 0) {
                throw new CodecException(header + " (expected: revision 1 or more, compacted up to it)");
            }
            this.header = header;
            this.keyspace = Keyspace.rebuilt(header);
            this.gathered = Math.max(1, header.compactedRevision());
        }

        void add(StateRecord record) {
            switch (record) {
                // Almost all are changes or, after a compaction, bases: they come first.
                case StateRecord.Change(var version) -> {
                    if (version.modRevision() != gathered || gathered <= header.compactedRevision()) {
                        advance(version.modRevision());
                    }
                    pending.add(version);
                    restore(version, true);
                }
                case StateRecord.Base(var version) ->
                    restore(version, version.modRevision() <= header.compactedRevision());
                case StateRecord.Trace(var version) -> {
                    check(version, version.modRevision() == gathered && gathered == header.compactedRevision());
                    pending.add(version);
                }
                case StateRecord.Raised(var alarm) -> keyspace.restore(alarm);
                case StateRecord.Granted(var terms) -> keyspace.leaseTable().restore(terms);
                case StateRecord.Remembered(var outcome) -> keyspace.restore(outcome);
                case StateRecord.Nothing(var revision) -> advance(revision);
                case StateRecord.Header _, StateRecord.End _ -> throw new CodecException("unexpected " + record);
            }
        }

        private void restore(KeyValue version, boolean fits) {
            // The lease of an old version may have been revoked since.
            check(version, fits && keyspace.restore(version, entries));
        }

        private static void check(KeyValue version, boolean fits) {
            if (!fits) {
                throw new CodecException(version.key() + " of revision " + version.modRevision() + ", version "
                        + version.version() + ", lease " + version.lease() + ": does not fit to what came before");
            }
        }

        /** Goes on to the next revision; none is left out. */
        private void advance(long next) {
            if (next != gathered + 1 || next > header.revision()) {
                throw new CodecException("changes of revision " + next + " (expected: of " + (gathered + 1) + ", up to "
                        + header.revision() + ")");
            }
            append();
            gathered = next;
        }

        private void append() {
            if (gathered > 1) {
                keyspace.changeLog().append(gathered, pending);
                pending.clear();
            }
        }

        void end() {
            if (gathered != header.revision()) {
                throw new CodecException("the last revision is " + gathered + " (expected: " + header.revision() + ")");
            }
            append();
            keyspace.restored(entries);
        }
    }
}
