package io.headgate.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers the effects of a step, and holds messages back until what they state is durable. Confined to its machine.
 *
 * <p>Everything that must be durable gets a sequence. What is gathered in a step becomes one {@link Effect.Persist}; a
 * message waits for the sequence it is given.
 */
final class Outbox {
    /** Beyond this, messages are dropped, as a network may: a disk that stands still is asked again and again. */
    private static final int MOST_HELD = 4_096;

    private record Held(long sequence, Effect.Send send) {}

    private final List<Effect> durables = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private List<Entry> entries = new ArrayList<>();
    private boolean isHardStateChanged;

    /** The last sequence given out. */
    private long issued;

    /** Everything up to this sequence is durable; never falls. */
    private long durable;

    long durable() {
        return durable;
    }

    /** Whatever was to be persisted so far is durable with this sequence. */
    long sequence() {
        return hasUnissued() ? issued + 1 : issued;
    }

    void persist(Entry entry) {
        entries.add(entry);
    }

    void persistHardState() {
        isHardStateChanged = true;
    }

    /** After what was to be persisted before. */
    void install(long slot, Membership membership, HardState hardState) {
        issue(hardState);
        durables.add(new Effect.InstallSnapshot(++issued, slot, membership));
    }

    void persisted(long sequence) {
        if (sequence > issued) {
            throw new IllegalArgumentException("persisted: " + sequence + " (expected: up to " + issued + ")");
        }
        if (sequence <= durable) {
            return;
        }
        durable = sequence;
        for (Iterator<Held> waiting = held.iterator(); waiting.hasNext(); ) {
            Held next = waiting.next();
            if (next.sequence <= durable) {
                effects.add(next.send);
                waiting.remove();
            }
        }
    }

    /** Sends what states nothing that has to be durable. */
    void send(long to, Message message) {
        effects.add(new Effect.Send(to, message));
    }

    /** Sends when everything up to a sequence is durable. */
    void sendAfter(long sequence, long to, Message message) {
        if (sequence <= durable) {
            send(to, message);
        } else if (held.size() < MOST_HELD) {
            held.add(new Held(sequence, new Effect.Send(to, message)));
        }
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    /** Hands everything out: first what must be durable, in the order of sequences. */
    void drainTo(Consumer<? super Effect> sink, HardState hardState) {
        issue(hardState);
        durables.forEach(sink);
        durables.clear();
        effects.forEach(sink);
        effects.clear();
    }

    private void issue(HardState hardState) {
        if (hasUnissued()) {
            durables.add(new Effect.Persist(++issued, entries, hardState));
            entries = new ArrayList<>();
            isHardStateChanged = false;
        }
    }

    private boolean hasUnissued() {
        return isHardStateChanged || !entries.isEmpty();
    }
}
