package io.headgate.replica;

import io.headgate.replica.Batch.Content;
import io.headgate.store.Reply;
import io.headgate.store.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What this member's clients want to be applied: one batch that is being filled, and those that wait to be applied, each
 * of which is sent to whoever leads until it is.
 *
 * <p>A batch that waits leaves in one of three ways: it is applied; a later one of ours is applied, so that it never will
 * be; or its time is over, and nobody knows.
 *
 * <p>Confined to the replica's thread.
 */
final class OwnBatches {
    /** The largest command: above what any API in front accepts, and far below what a slot can hold. */
    static final int MOST_COMMAND_BYTES = 8 << 20;

    /** A batch goes out when it has this much: a slot larger than this makes others wait. */
    static final int FULL_BYTES = 1 << 20;

    /** A member has at most this much under way, and refuses more: about what it makes durable in a second. */
    static final long MOST_BYTES_UNDER_WAY = 64 << 20;

    /** A batch goes out when it has this many: each costs some microseconds to apply. */
    static final int FULL_CONTENTS = 1_024;

    private final long origin;
    private final long incarnation;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long sequence;
    private long bytesUnderWay;

    private List<Content> contents = new ArrayList<>();
    private List<CompletableFuture<Reply>> futures = new ArrayList<>();
    private int filledBytes;

    /** A batch that waits to be applied. */
    static final class Waiting {
        final BatchName name;
        final byte[] encoded;

        /** As they were counted when they came. */
        private final int bytes;

        final long deadlineNanos;

        /** Whether anybody but this member may have got it. */
        boolean isSent;

        private final List<Content> contents;
        private final List<CompletableFuture<Reply>> futures;

        private Waiting(
                BatchName name,
                List<Content> contents,
                byte[] encoded,
                int bytes,
                List<CompletableFuture<Reply>> futures,
                long deadlineNanos) {
            this.name = name;
            this.contents = contents;
            this.encoded = encoded;
            this.bytes = bytes;
            this.futures = futures;
            this.deadlineNanos = deadlineNanos;
        }
    }

    OwnBatches(long origin, long incarnation) {
        this.origin = origin;
        this.incarnation = incarnation;
    }

    /**
     * Puts something into the batch that is being filled, or into the next one if that has no room.
     *
     * @param bytes about how large it is
     * @param deadlineNanos when the batch is given up that it goes into
     * @return fails at once if too much is under way
     */
    CompletableFuture<Reply> add(Content content, int bytes, long deadlineNanos) {
        CompletableFuture<Reply> future = new CompletableFuture<>();
        if (bytes > MOST_COMMAND_BYTES) {
            future.completeExceptionally(new IllegalArgumentException(
                    "command: " + bytes + " bytes (expected: up to " + MOST_COMMAND_BYTES + ")"));
            return future;
        }
        if (bytesUnderWay + filledBytes + bytes > MOST_BYTES_UNDER_WAY) {
            future.completeExceptionally(new Unavailable(
                    Unavailable.Reason.OVERLOADED, /* definite= */ true, bytesUnderWay + " bytes are under way"));
            return future;
        }
        if (isFilling() && (filledBytes + bytes > FULL_BYTES || contents.size() >= FULL_CONTENTS)) {
            close(deadlineNanos);
        }
        contents.add(content);
        futures.add(future);
        filledBytes += bytes;
        return future;
    }

    boolean isFilling() {
        return !contents.isEmpty();
    }

    /** How many wait to be applied. */
    int waiting() {
        return waiting.size();
    }

    /** All that wait to be applied, in order. */
    Iterable<Waiting> all() {
        return waiting;
    }

    /** Closes the batch that is being filled: it waits from now on. */
    void close(long deadlineNanos) {
        byte[] encoded = BatchCodec.encodeContents(contents);
        Waiting closed = new Waiting(
                new BatchName(origin, incarnation, ++sequence), contents, encoded, filledBytes, futures, deadlineNanos);
        waiting.add(closed);
        bytesUnderWay += filledBytes;
        contents = new ArrayList<>();
        futures = new ArrayList<>();
        filledBytes = 0;
    }

    /** What is in the batch of that name, if it is the first that waits: batches are applied in order. */
    @Nullable
    List<Content> contents(BatchName name) {
        Waiting first = waiting.peek();
        return first != null && first.name.equals(name) ? first.contents : null;
    }

    /** A state came from elsewhere that contains what batches of this member up to that one did: which of them, it does not say. */
    void installed(BatchName last) {
        while (!waiting.isEmpty() && !waiting.element().name.isAfter(last)) {
            fail(
                    waiting.remove(),
                    Unavailable.Reason.LEADER_CHANGED,
                    /* definite= */ false,
                    "applied elsewhere, or never");
        }
    }

    /**
     * A batch of this member was applied, or was seen not to be.
     *
     * @param replies null if it was overtaken
     */
    void applied(BatchName name, @Nullable List<Reply> replies) {
        if (name.incarnation() != incarnation) {
            return;
        }
        while (!waiting.isEmpty() && waiting.element().name.sequence() < name.sequence()) {
            fail(
                    waiting.remove(),
                    Unavailable.Reason.LEADER_CHANGED,
                    /* definite= */ true,
                    "overtaken by a later batch");
        }
        if (!waiting.isEmpty() && waiting.element().name.equals(name) && replies != null) {
            Waiting done = waiting.remove();
            bytesUnderWay -= done.bytes;
            for (int i = 0; i < replies.size(); i++) {
                done.futures.get(i).complete(replies.get(i));
            }
        }
    }

    /** Gives up those whose time is over. */
    void expire(long nowNanos) {
        while (!waiting.isEmpty() && waiting.element().deadlineNanos - nowNanos <= 0) {
            Waiting late = waiting.remove();
            fail(late, Unavailable.Reason.TIMEOUT, /* definite= */ !late.isSent, "not applied in time");
        }
    }

    /** Gives up everything: what is being filled definitely, the rest not. */
    void stop(Unavailable.Reason reason, String why) {
        List<CompletableFuture<Reply>> filling = futures;
        contents = new ArrayList<>();
        futures = new ArrayList<>();
        filledBytes = 0;
        filling.forEach(future -> future.completeExceptionally(new Unavailable(reason, /* definite= */ true, why)));
        while (!waiting.isEmpty()) {
            Waiting given = waiting.remove();
            fail(given, reason, /* definite= */ !given.isSent, why);
        }
    }

    private void fail(Waiting batch, Unavailable.Reason reason, boolean definite, String why) {
        bytesUnderWay -= batch.bytes;
        for (CompletableFuture<Reply> future : batch.futures) {
            future.completeExceptionally(new Unavailable(reason, definite, why));
        }
    }
}
