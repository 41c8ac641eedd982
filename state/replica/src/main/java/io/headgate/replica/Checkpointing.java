package io.headgate.replica;

import io.headgate.consensus.Effect;
import io.headgate.consensus.Input;
import io.headgate.consensus.SnapshotPart;
import io.headgate.disk.DiskException;
import io.headgate.log.Checkpoint;
import io.headgate.log.CheckpointHeader;
import io.headgate.log.CheckpointReceiver;
import io.headgate.log.CheckpointWriter;
import io.headgate.log.Checkpoints;
import io.headgate.log.CorruptCheckpointException;
import io.headgate.store.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes this member's checkpoints, gives them to members that are far behind, and takes theirs.
 *
 * <p>A checkpoint is written a chunk at a time between other work; the state it shows is the one at its begin, however
 * long it takes.
 *
 * <p>Confined to the replica's thread.
 */
final class Checkpointing {
    /** A checkpoint that a full disk ended is tried again so much later: until it fails it may cost all that one costs. */
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final Checkpoints checkpoints;
    private final MemberStorage storage;
    private final MemberEnvironment environment;
    private final Consumer<Input> consensus;

    private @Nullable Writing writing;
    private @Nullable CheckpointReceiver receiving;
    private long receivingSlot;
    private long receivedEnd;
    private @Nullable CheckpointParts serving;

    /** Whether one is on its way to take the place of the one before: nothing else may begin until it has. */
    private boolean isFinishing;

    /**
     * Whether the log has given its reserve back for a checkpoint that then found no room all the same. Only one that
     * succeeds gives it back to the log.
     */
    private boolean isReserveReleased;

    /** When the next one is tried; has a meaning while {@link #isReserveReleased}. */
    private long retryAtNanos;

    /** A checkpoint that is being written. */
    private static final class Writing {
        final CheckpointWriter writer;
        final StateStream stream;
        final List<CompletableFuture<Void>> futures = new ArrayList<>();

        Writing(CheckpointWriter writer, StateStream stream) {
            this.writer = writer;
            this.stream = stream;
        }
    }

    Checkpointing(
            Checkpoints checkpoints, MemberStorage storage, MemberEnvironment environment, Consumer<Input> consensus) {
        this.checkpoints = checkpoints;
        this.storage = storage;
        this.environment = environment;
        this.consensus = consensus;
    }

    boolean isWriting() {
        return writing != null;
    }

    /** Whether a full disk ended the last one, and it is time to try another. */
    boolean isMissed(long nowNanos) {
        return isReserveReleased && retryAtNanos - nowNanos <= 0;
    }

    /** Writes a checkpoint of this state, unless one is being written: then that one will do. */
    CompletableFuture<Void> begin(AppliedState state) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (receiving != null || isFinishing || state.slot() == 0) {
            future.completeExceptionally(new Unavailable(
                    Unavailable.Reason.OVERLOADED, /* definite= */ true, "there is no state of its own to write"));
            return future;
        }
        try {
            Writing now = writing == null ? write(state) : writing;
            writing = now;
            now.futures.add(future);
        } catch (DiskException full) {
            releaseReserve();
            future.completeExceptionally(
                    new Unavailable(Unavailable.Reason.DISK, /* definite= */ true, String.valueOf(full.getMessage())));
        }
        return future;
    }

    private Writing write(AppliedState state) {
        CheckpointHeader header = new CheckpointHeader(
                storage.clusterId(),
                state.slot(),
                /* ballot= */ 0,
                state.membership().toPayload().buffer());
        CheckpointWriter writer = checkpoints.write(header);
        environment.soon(this::writeOn);
        return new Writing(writer, StateStream.of(state));
    }

    private void writeOn() {
        Writing now = writing;
        if (now == null) {
            return;
        }
        try {
            if (now.stream.writeNext(now.writer::add)) {
                environment.soon(this::writeOn);
            } else {
                isFinishing = true;
                now.writer.finish(end -> finished(now, end));
            }
        } catch (DiskException full) {
            now.writer.abort();
            releaseReserve();
            finished(now, new CheckpointWriter.End.Failed(String.valueOf(full.getMessage())));
        }
    }

    private void releaseReserve() {
        storage.releaseReserve();
        isReserveReleased = true;
        retryAtNanos = environment.nanoTime() + RETRY_NANOS;
    }

    private void truncate(Checkpoint durable) {
        storage.truncate(durable);
        isReserveReleased = false;
    }

    private void finished(Writing done, CheckpointWriter.End end) {
        isFinishing = false;
        if (writing == done) {
            writing = null;
        }
        done.stream.close();
        switch (end) {
            case CheckpointWriter.End.Durable(var checkpoint) -> {
                truncate(checkpoint);
                consensus.accept(new Input.Compacted(checkpoint.header().slot()));
                done.futures.forEach(future -> future.complete(null));
            }
            case CheckpointWriter.End.Failed(var reason) ->
                done.futures.forEach(future -> future.completeExceptionally(
                        new Unavailable(Unavailable.Reason.DISK, /* definite= */ true, reason)));
        }
    }

    // For a member that is far behind.

    /** Gives a part of the newest checkpoint. If there is none that can be read one is made: it will be asked for again. */
    void read(Effect.ReadSnapshot wanted, AppliedState state) {
        Checkpoint newest = checkpoints.newest().orElse(null);
        if (newest == null) {
            var _ = begin(state);
            return;
        }
        if (serving == null || serving.checkpoint().header().slot() != wanted.slot()) {
            serving = new CheckpointParts(newest, StateStream.membership(newest));
        }
        try {
            consensus.accept(new Input.SnapshotRead(wanted.to(), serving.at(wanted.offset())));
        } catch (CorruptCheckpointException _) {
            serving = null;
            var _ = begin(state);
        }
    }

    // As a member that is far behind.

    void store(SnapshotPart part) {
        try {
            stored(part, take(part));
        } catch (DiskException | MalformedException e) {
            giveUpReceiving();
            stored(part, 0);
        }
    }

    /** Where the next part begins, or -1 if that is not known yet. */
    private long take(SnapshotPart part) {
        if (isFinishing) {
            return 0;
        }
        if (part.offset() == 0) {
            giveUpReceiving();
            giveUpWriting();
            CheckpointParts.First first = CheckpointParts.decodeFirst(part.bytes());
            if (isOlderThanOwn(first.header())) {
                throw new MalformedException(
                        "checkpoint of slot " + first.header().slot() + ", older than there is");
            }
            receiving = checkpoints.receive(first.header(), first.totals());
            receivingSlot = part.slot();
            receivedEnd = part.bytes().size();
        } else if (receiving == null || receivingSlot != part.slot() || part.offset() != receivedEnd) {
            return receivingSlot == part.slot() && receiving != null ? receivedEnd : 0;
        } else if (receiving.accept(CheckpointParts.decodeChunk(part.bytes())) == CheckpointReceiver.Receipt.TAKEN) {
            receivedEnd += part.bytes().size();
        } else {
            return receivedEnd;
        }
        if (part.isLast()) {
            CheckpointReceiver done = receiving;
            isFinishing = true;
            done.finish(end -> {
                isFinishing = false;
                if (receiving == done) {
                    receiving = null;
                }
                stored(part, end instanceof CheckpointWriter.End.Durable ? receivedEnd : 0);
            });
            return -1;
        }
        return receivedEnd;
    }

    private boolean isOlderThanOwn(CheckpointHeader header) {
        return checkpoints
                .newest()
                .map(own -> header.slot() < own.header().slot())
                .orElse(false);
    }

    private void stored(SnapshotPart part, long end) {
        if (end >= 0) {
            consensus.accept(new Input.PartStored(part.slot(), end));
        }
    }

    private void giveUpReceiving() {
        if (receiving != null) {
            receiving.abort();
            receiving = null;
        }
    }

    private void giveUpWriting() {
        if (writing != null) {
            Writing given = writing;
            given.writer.abort();
            finished(given, new CheckpointWriter.End.Failed("a newer state came from another member"));
        }
    }

    /** The state that was received, which is durable. */
    AppliedState installed() {
        Checkpoint newest = checkpoints.newest().orElseThrow();
        truncate(newest);
        return StateStream.read(newest);
    }
}
