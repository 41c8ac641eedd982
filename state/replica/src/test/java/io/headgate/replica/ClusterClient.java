package io.headgate.replica;

import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Timer;
import java.util.function.Consumer;

/**
 * A client of a simulated cluster. A workload says what an operation asks, step by step; each step goes to another
 * member, and to one more if it says for sure that it was not done.
 */
abstract class ClusterClient<O, R> implements Client<ClusterMessage, O> {
    /** Longer than a member waits, so that the member's word comes first if it can. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final int ATTEMPTS = 5;
    private static final long BACK_OFF_NANOS = 100_000_000;

    protected final ClientEnvironment<ClusterMessage, R> environment;
    private int member;

    /** Who did last what it was asked to, -1 if that has failed since. */
    private int serving = -1;

    private long lastId;
    private long awaited;
    private long sentNanos;
    private Timer patience = () -> {};
    private Consumer<Result> then = result -> {};

    ClusterClient(ClientEnvironment<ClusterMessage, R> environment) {
        this.environment = environment;
        member = environment.random().nextInt(environment.nodes());
    }

    /** The member that did something last, or the next one: nobody is unlucky for ever, nor always asks the same. */
    final int nextMember() {
        boolean stays = serving >= 0 && environment.random().nextBoolean();
        member = stays ? serving : (member + 1) % environment.nodes();
        return member;
    }

    /** The member that was asked last. */
    final int thisMember() {
        return member;
    }

    /** When something was asked last. */
    final long sentNanos() {
        return sentNanos;
    }

    /** Asks a member; what it says, or a failure that says whether it is definite, goes to {@code next}. */
    final void ask(int member, Ask what, Consumer<Result> next) {
        long id = ++lastId;
        awaited = id;
        sentNanos = environment.nanoTime();
        then = next;
        environment.send(member, new ClusterMessage.Request(id, what));
        patience = environment.after(PATIENCE_NANOS, "patience", () -> end(id, new Result.Failed(false, "no answer")));
    }

    /** Asks one member after the other until one does it or nobody knows. */
    final void askAny(Ask what, Consumer<Result> next) {
        attempt(ATTEMPTS, what, next);
    }

    private void attempt(int left, Ask what, Consumer<Result> next) {
        ask(nextMember(), what, result -> {
            if (result instanceof Result.Failed(var isDefinite, var _) && isDefinite && left > 1) {
                var _ = environment.after(BACK_OFF_NANOS, "back-off", () -> attempt(left - 1, what, next));
            } else {
                next.accept(result);
            }
        });
    }

    private void end(long id, Result result) {
        if (id == awaited) {
            awaited = 0;
            patience.cancel();
            serving = result instanceof Result.Failed ? -1 : member;
            then.accept(result);
        }
    }

    /** The operation ends as the failure says. */
    final void fail(Result.Failed failed) {
        if (failed.isDefinite()) {
            environment.failed(failed.why());
        } else {
            environment.unknown(failed.why());
        }
    }

    @Override
    public final void receive(int from, ClusterMessage message) {
        if (message instanceof ClusterMessage.Answer(var id, var result)) {
            end(id, result);
        }
    }
}
