package io.headgate.consensus;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One member of a cluster that agrees on a log. */
@SuppressWarnings("DoNotCallSuggester") // until it is there
public final class Paxos {
    public Paxos(long self, PaxosSettings settings, Recovered recovered, RandomGenerator random, long nowNanos) {
        throw new UnsupportedOperationException("to come: " + self + settings + recovered + random + nowNanos);
    }

    /**
     * Takes what has happened since the last step, and says what is to be done. What comes in one step goes out together:
     * proposals become one {@link Effect.Persist} and one message to each member.
     *
     * @param inputs in the order in which they happened
     * @param nowNanos monotonic nanoseconds, never earlier than before
     * @param effects takes what is to be done, in this order
     */
    public void step(List<? extends Input> inputs, long nowNanos, Consumer<? super Effect> effects) {
        throw new UnsupportedOperationException("to come: " + inputs + nowNanos + effects);
    }

    /** When it wants to be stepped at the latest, with {@link Input.Tick} if nothing else happens. */
    public long nextTickNanos() {
        throw new UnsupportedOperationException("to come");
    }

    /** Whether, at this moment, a leader may still answer from what it has applied: to be asked again after a read. */
    public boolean holdsLease(long nowNanos) {
        throw new UnsupportedOperationException("to come: " + nowNanos);
    }

    public PaxosStatus status() {
        throw new UnsupportedOperationException("to come");
    }
}
