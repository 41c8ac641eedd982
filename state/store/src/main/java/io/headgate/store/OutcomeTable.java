package io.headgate.store;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions have committed, so that a commit sent again is not applied again. Confined to the applying thread.
 *
 * <p>Replicated: what is forgotten depends on the log alone, on how many commits it holds and on the times its entries
 * carry. A commit always takes a revision of its own, so that the newest outcome is the only one at the store's
 * revision; it is kept, and whoever begins anew is never told that it began too early.
 *
 * <p>Only commits are remembered. A commit that was aborted is aborted again: modified revisions only grow.
 */
final class OutcomeTable {
    /** A transaction that has committed at a revision, at a time of the log. */
    record Outcome(TransactionId id, long revision, long timeMillis) {}

    private final Map<TransactionId, Outcome> byId = new HashMap<>();
    private final ArrayDeque<Outcome> byAge = new ArrayDeque<>();
    private long forgottenThrough;

    @Nullable
    Outcome find(TransactionId id) {
        return byId.get(id);
    }

    /** The highest revision of a commit that is not remembered any more, 0 for none. */
    long forgottenThrough() {
        return forgottenThrough;
    }

    void add(Outcome outcome) {
        byId.put(outcome.id(), outcome);
        byAge.add(outcome);
    }

    /** Forgets what is too old or too much. */
    void expire(long nowMillis) {
        long oldestMillis = nowMillis - Limits.OUTCOME_LIFE.toMillis();
        while (byAge.size() > Limits.MAX_OUTCOMES
                || (byAge.size() > 1 && byAge.getFirst().timeMillis() < oldestMillis)) {
            Outcome oldest = byAge.removeFirst();
            byId.remove(oldest.id());
            forgottenThrough = oldest.revision();
        }
    }

    List<Outcome> outcomes() {
        return List.copyOf(byAge);
    }

    void restoreForgottenThrough(long revision) {
        forgottenThrough = revision;
    }
}
