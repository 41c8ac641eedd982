package io.headgate.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A machine of the world: what stays of a node or a client while its processes come and go. Confined to one run. */
final class Host<M> {
    /** Takes what arrives. */
    @FunctionalInterface
    interface Inbox<M> {
        void receive(int from, M message);
    }

    final int number;
    final NodeClock clock;
    final SeededRandom random;

    /** How many processes have ended here. */
    int life;

    /** The process that runs, or null. */
    @Nullable
    Inbox<M> inbox;

    /** The node that runs, or null; always null for a client. */
    @Nullable
    Node<M> node;

    /** How many pauses it is in. What happens meanwhile waits. */
    int pauses;

    final Deque<Event<M>> waiting = new ArrayDeque<>();

    /** When the last of its syncs ends. */
    long syncsEndNanos;

    /** Set when the world is healed without it: if it is down, it stays so. */
    boolean isAbandoned;

    Host(int number, NodeClock clock, SeededRandom random) {
        this.number = number;
        this.clock = clock;
        this.random = random;
    }

    boolean isUp() {
        return inbox != null;
    }

    void receive(int from, M message) {
        if (inbox != null) {
            inbox.receive(from, message);
        }
    }

    /** Ends the process: what it still waits for is not for the next one. */
    void stop() {
        life++;
        inbox = null;
        node = null;
        waiting.removeIf(event -> event.life != Event.ANY_LIFE);
    }
}
