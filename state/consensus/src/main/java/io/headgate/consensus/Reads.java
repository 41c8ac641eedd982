package io.headgate.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads that wait for proof that the leader led after they came: those that came while one round was under way wait for
 * the next, together. Confined to its machine.
 */
final class Reads {
    private record Batch(long round, long slot, List<Long> tags) {}

    /** For which no round has begun. */
    private List<Long> waiting = new ArrayList<>();

    private final Deque<Batch> asked = new ArrayDeque<>();
    private int count;

    int count() {
        return count;
    }

    void add(long tag) {
        waiting.add(tag);
        count++;
    }

    /** Whether a round should begin for those that wait. */
    boolean wantRound() {
        return !waiting.isEmpty() && asked.isEmpty();
    }

    /** A round begins; what is chosen by now is what those that wait have to see. */
    void begin(long round, long chosenThrough) {
        if (!waiting.isEmpty()) {
            asked.addLast(new Batch(round, chosenThrough, waiting));
            waiting = new ArrayList<>();
        }
    }

    /** A quorum has answered a round. */
    void confirmed(long round, Outbox outbox) {
        while (!asked.isEmpty() && asked.getFirst().round <= round) {
            Batch batch = asked.removeFirst();
            for (long tag : batch.tags) {
                outbox.effect(new Effect.ReadReady(tag, batch.slot));
            }
            count -= batch.tags.size();
        }
    }

    /** The member does not lead any more. */
    void refuse(Outbox outbox, long leader) {
        asked.addLast(new Batch(0, 0, waiting));
        for (Batch batch : asked) {
            for (long tag : batch.tags) {
                outbox.effect(new Effect.Refused(tag, Refusal.NOT_LEADER, leader));
            }
        }
        asked.clear();
        waiting = new ArrayList<>();
        count = 0;
    }
}
