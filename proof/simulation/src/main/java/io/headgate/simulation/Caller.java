package io.headgate.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client at work: tells it one operation after the other and takes down how they end. Confined to one run.
 *
 * @param <O> the operations
 * @param <R> what they return
 */
final class Caller<M, O, R> extends HostEnvironment<M> implements ClientEnvironment<M, R> {
    /** Takes the calls of all clients down, in order. */
    static final class Ledger<O, R> {
        private final List<Open<O, R>> calls = new ArrayList<>();
        private long order;

        List<Call<O, R>> history() {
            return calls.stream().map(Open::call).toList();
        }
    }

    private static final class Open<O, R> {
        final int client;
        final O operation;
        final long invokedNanos;
        final long invokedOrder;
        final boolean isDemanded;
        Outcome<R> outcome = new Outcome.Unknown<>("under way when the run ended");
        long endedNanos = Long.MAX_VALUE;
        long endedOrder = Long.MAX_VALUE;

        Open(int client, O operation, long invokedNanos, long invokedOrder, boolean isDemanded) {
            this.client = client;
            this.operation = operation;
            this.invokedNanos = invokedNanos;
            this.invokedOrder = invokedOrder;
            this.isDemanded = isDemanded;
        }

        Call<O, R> call() {
            return new Call<>(client, operation, outcome, invokedNanos, endedNanos, invokedOrder, endedOrder);
        }
    }

    private final Ledger<O, R> ledger;
    private final long retryNanos;
    private @Nullable Client<M, O> client;
    private @Nullable Open<O, R> current;

    /** What it is about to do. */
    private @Nullable O offered;

    /** What it must get to return, retried until it does; the first may be under way. */
    private final Deque<O> demanded = new ArrayDeque<>();

    private boolean isDemanding;

    Caller(World<M> world, Host<M> host, int nodes, Ledger<O, R> ledger, long retryNanos) {
        super(world, host, nodes);
        this.ledger = ledger;
        this.retryNanos = Math.max(1, retryNanos);
    }

    void start(Client<M, O> started) {
        client = started;
        host.inbox = started::receive;
    }

    /**
     * Gives it something to do, unless it is busy: an operation that waited for others would begin when they are done,
     * and none of them could be taken out of a plan without moving it.
     */
    void offer(O operation) {
        if (!isDemanding && current == null && offered == null) {
            offered = operation;
            invokeLater(0);
        }
    }

    /** Forgets what it was about to do; from now on it must get these to return. */
    void demand(List<O> operations) {
        offered = null;
        demanded.addAll(operations);
        isDemanding = true;
        invokeLater(0);
    }

    /** Whether all that was demanded has returned. */
    boolean isDone() {
        return demanded.isEmpty();
    }

    /** What has not returned yet, in words. */
    String unfinished() {
        return "c" + host.number + ": " + demanded.peek();
    }

    private void invokeLater(long delayNanos) {
        world.schedule(Event.task(TraceKind.INVOKE, host, "invoke", this::invokeNext), delayNanos);
    }

    private void invokeNext() {
        if (current != null || client == null) {
            return;
        }
        O operation = isDemanding ? demanded.peek() : offered;
        if (operation == null) {
            return;
        }
        offered = null;
        current = new Open<>(host.number, operation, world.nowNanos(), ledger.order++, isDemanding);
        ledger.calls.add(current);
        world.trace(TraceKind.INVOKE, host.number, Trace.NOBODY, 0, operation);
        client.invoke(operation);
    }

    @Override
    public void returned(R result) {
        Open<O, R> ended = end(new Outcome.Returned<>(result));
        if (ended.isDemanded) {
            demanded.remove();
        }
        invokeLater(0);
    }

    @Override
    public void failed(String reason) {
        end(new Outcome.Failed<>(reason));
        invokeLater(isDemanding ? retryNanos : 0);
    }

    @Override
    public void unknown(String reason) {
        end(new Outcome.Unknown<>(reason));
        invokeLater(isDemanding ? retryNanos : 0);
    }

    private Open<O, R> end(Outcome<R> outcome) {
        Open<O, R> ended = current;
        if (ended == null) {
            throw new IllegalStateException(
                    "client " + host.number + " ends with " + outcome + " (expected: an operation under way)");
        }
        current = null;
        ended.outcome = outcome;
        ended.endedNanos = world.nowNanos();
        ended.endedOrder = ledger.order++;
        world.trace(TraceKind.RETURN, host.number, Trace.NOBODY, 0, outcome);
        return ended;
    }
}
