package io.headgate.replica;

import io.headgate.consensus.Membership;
import io.headgate.consensus.Payload;
import io.headgate.log.Checkpoint;
import io.headgate.log.CheckpointChunk;
import io.headgate.store.CodecException;
import io.headgate.store.Keyspace;
import io.headgate.store.StateReader;
import io.headgate.store.StateWriter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AppliedState} as the chunks of a checkpoint. The first one holds what is not the store's: format (1 byte, 1), how
 * many members (4) and each as {@link DirectoryCodec} has it, how many origins (4) and of each the name of its last batch
 * (3 × 8). The others are the store's. The membership is in the checkpoint's header.
 *
 * <p>Confined to the replica's thread. While it is open the store frees nothing of what it shows.
 */
final class StateStream implements AutoCloseable {
    /** What a turn of the loop can spare: a chunk of this size is made and written in less than a millisecond. */
    static final int CHUNK_BYTES = 128 << 10;

    private static final byte FORMAT = 1;
    private static final int NAME_BYTES = 3 * Long.BYTES;

    private final StateWriter store;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private boolean hasMore = true;

    /** What is to be written next, if the disk was full. */
    private ByteBuffer next;

    private StateStream(StateWriter store, ByteBuffer first) {
        this.store = store;
        next = first;
    }

    /** The state as it is now. */
    static StateStream of(AppliedState state) {
        return new StateStream(
                state.keyspace().snapshot(),
                encode(state.directory().values(), state.lastBatches().values()));
    }

    private static ByteBuffer encode(Collection<DirectoryEntry> directory, Collection<BatchName> lastBatches) {
        int size = 1 + 2 * Integer.BYTES + NAME_BYTES * lastBatches.size();
        for (DirectoryEntry entry : directory) {
            size += DirectoryCodec.size(entry);
        }
        ByteBuffer into = ByteBuffer.allocate(size).put(FORMAT).putInt(directory.size());
        directory.forEach(entry -> DirectoryCodec.encode(entry, into));
        into.putInt(lastBatches.size());
        lastBatches.forEach(
                name -> into.putLong(name.origin()).putLong(name.incarnation()).putLong(name.sequence()));
        return into.flip();
    }

    /** Gives the next chunk to whoever writes it. Returns whether there is more; if writing throws it may be tried again. */
    boolean writeNext(Consumer<ByteBuffer> writer) {
        if (next.hasRemaining()) {
            writer.accept(next.duplicate());
        }
        if (hasMore) {
            hasMore = store.write(chunk.clear());
            next = chunk.flip();
            return next.hasRemaining() || hasMore;
        }
        return false;
    }

    @Override
    public void close() {
        store.close();
    }

    /**
     * The state that a checkpoint shows.
     *
     * @throws MalformedException if its bytes, which are whole, show none
     */
    static AppliedState read(Checkpoint checkpoint) {
        Reading reading = new Reading();
        for (int index = 0; index < checkpoint.totals().chunks(); index++) {
            reading.take(checkpoint.read(index));
        }
        return reading.finish(checkpoint);
    }

    /** Makes a state of the chunks of a checkpoint while they come. Confined to the replica's thread. */
    static final class Reading {
        private final StateReader store = new StateReader();
        private ByteBuffer first = ByteBuffer.allocate(0);
        private @Nullable CodecException failure;

        /** Takes the next chunk, whose bytes may be others afterwards; what is wrong in it is told at the end. */
        void take(CheckpointChunk chunk) {
            if (chunk.index() == 0) {
                ByteBuffer bytes = chunk.bytes();
                first = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            } else if (failure == null) {
                try {
                    store.read(chunk.bytes());
                } catch (CodecException e) {
                    failure = e;
                }
            }
        }

        /**
         * The state, once all chunks of this checkpoint have come.
         *
         * @throws MalformedException if they, which are whole, show none
         */
        AppliedState finish(Checkpoint checkpoint) {
            try {
                if (failure != null) {
                    throw failure;
                }
                return decode(checkpoint.header().slot(), store.finish(), membership(checkpoint), first);
            } catch (CodecException e) {
                throw new MalformedException("state of a checkpoint: " + e.getMessage());
            }
        }
    }

    static Membership membership(Checkpoint checkpoint) {
        ByteBuffer metadata = checkpoint.header().metadata();
        byte[] bytes = new byte[metadata.remaining()];
        metadata.get(bytes);
        return Membership.of(Payload.of(bytes));
    }

    private static AppliedState decode(long slot, Keyspace keyspace, Membership membership, ByteBuffer from) {
        try {
            byte format = from.get();
            if (format != FORMAT) {
                throw new MalformedException("format of a checkpoint's state: " + format + " (expected: 1)");
            }
            Map<Long, DirectoryEntry> directory = new TreeMap<>();
            for (int left = from.getInt(); left > 0; left--) {
                DirectoryEntry entry = DirectoryCodec.decode(from);
                directory.put(entry.member().id(), entry);
            }
            Map<Long, BatchName> lastBatches = new TreeMap<>();
            for (int left = from.getInt(); left > 0; left--) {
                BatchName name = new BatchName(from.getLong(), from.getLong(), from.getLong());
                lastBatches.put(name.origin(), name);
            }
            return new AppliedState(slot, keyspace, membership, directory, lastBatches);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedException("state of a checkpoint: " + e);
        }
    }
}
