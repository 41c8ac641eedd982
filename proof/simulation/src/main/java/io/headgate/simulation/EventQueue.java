package io.headgate.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What will happen, soonest first: a binary heap. Of events at the same time those that were added first come first, or,
 * with a seed, any order that the seed gives. Confined to one run.
 */
final class EventQueue<M> {
    private final long scheduleSeed;
    private @Nullable Event<M>[] heap = empty(256);
    private int size;
    private long added;

    /**
     * An empty queue.
     *
     * @param scheduleSeed 0 for first in, first out among the events of one time
     */
    EventQueue(long scheduleSeed) {
        this.scheduleSeed = scheduleSeed;
    }

    int size() {
        return size;
    }

    void add(Event<M> event, long timeNanos) {
        event.timeNanos = timeNanos;
        event.sequence = added++;
        event.rank = scheduleSeed == 0 ? 0 : Mix.of(scheduleSeed, event.sequence);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            Event<M> above = at(parent);
            if (!event.isBefore(above)) {
                break;
            }
            heap[hole] = above;
            hole = parent;
        }
        heap[hole] = event;
    }

    /** Takes the next event out, or null if there is none. */
    @Nullable
    Event<M> poll() {
        if (size == 0) {
            return null;
        }
        Event<M> first = at(0);
        Event<M> last = at(--size);
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    private void sink(Event<M> event) {
        int hole = 0;
        int child;
        while ((child = 2 * hole + 1) < size) {
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            Event<M> below = at(child);
            if (!below.isBefore(event)) {
                break;
            }
            heap[hole] = below;
            hole = child;
        }
        heap[hole] = event;
    }

    @SuppressWarnings("NullAway") // Only asked for places under size, which hold an event.
    private Event<M> at(int place) {
        return heap[place];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays; only this class sees it.
    private static <M> @Nullable Event<M>[] empty(int capacity) {
        return new Event[capacity];
    }
}
