package io.headgate.simulation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that will happen: a message arrives, or a task runs. Confined to one run.
 *
 * <p>One class for all kinds, with fields that only some of them use: a run has up to millions of these, and the queue's
 * comparisons stay monomorphic.
 */
final class Event<M> implements Timer {
    /** The life of a host in which it may happen, if it may happen in any. */
    static final int ANY_LIFE = -1;

    final TraceKind kind;
    /** To whom; null for the world's own events. */
    final @Nullable Host<M> host;

    final int life;
    /** Sender of a message; otherwise the host. */
    final int peer;
    /** The number of a message; when a timer is due, by its host's clock. */
    final long number;

    private final @Nullable M message;
    private final @Nullable Runnable task;
    /** What a task is called. */
    final String name;

    boolean cancelled;

    // Written by the queue.
    long timeNanos;
    long rank;
    long sequence;

    private Event(
            TraceKind kind,
            @Nullable Host<M> host,
            int life,
            int peer,
            long number,
            @Nullable M message,
            @Nullable Runnable task,
            String name) {
        this.kind = kind;
        this.host = host;
        this.life = life;
        this.peer = peer;
        this.number = number;
        this.message = message;
        this.task = task;
        this.name = name;
    }

    /** A message arrives; its receiver need not be the process that ran when it was sent. */
    static <M> Event<M> delivery(Host<M> to, int from, long number, M message) {
        return new Event<>(TraceKind.DELIVER, to, ANY_LIFE, from, number, message, null, "");
    }

    /** A task of a host that is over when the host's present life is. */
    static <M> Event<M> task(TraceKind kind, Host<M> host, String name, Runnable task) {
        return new Event<>(kind, host, host.life, host.number, 0, null, task, name);
    }

    /** A task that is due when the host's clock shows {@code deadlineNanos}. */
    static <M> Event<M> timer(Host<M> host, long deadlineNanos, String name, Runnable task) {
        return new Event<>(TraceKind.TIMER, host, host.life, host.number, deadlineNanos, null, task, name);
    }

    /** Something that happens to the world. */
    static <M> Event<M> world(String name, Runnable task) {
        return new Event<>(TraceKind.FAULT, null, ANY_LIFE, -1, 0, null, task, name);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** The message of a delivery. */
    M message() {
        return Objects.requireNonNull(message);
    }

    /** Runs the task of what is no delivery. */
    void run() {
        Objects.requireNonNull(task).run();
    }

    /** Whether this happens before another one. */
    boolean isBefore(Event<M> other) {
        if (timeNanos != other.timeNanos) {
            return timeNanos < other.timeNanos;
        }
        if (rank != other.rank) {
            return rank < other.rank;
        }
        return sequence < other.sequence;
    }
}
