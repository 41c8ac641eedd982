package io.headgate.server;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last {@link #CAPACITY} events of a node. Guarded by {@code lock}; any thread may publish, event loops too: nothing is written and
 * nobody is called under the lock.
 */
final class EventLog implements AutoCloseable {
    /** Some hundred bytes each: enough to look back over a bad hour, and never more than a megabyte. */
    static final int CAPACITY = 1024;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Ids rise by one from the first to the last. */
    private final ArrayDeque<Event> ring = new ArrayDeque<>(CAPACITY);
    /** The id of the newest event ever published; 0 before the first. */
    private long lastId;

    private boolean closed;

    EventLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Appends an event without fields. */
    void publish(Event.Kind kind, String message) {
        publish(kind, message, new LinkedHashMap<>());
    }

    /** Appends an event; the oldest one goes when the log is full. Does not wait for anyone who reads. */
    void publish(Event.Kind kind, String message, SequencedMap<String, Object> fields) {
        lock.lock();
        try {
            lastId++;
            if (ring.size() == CAPACITY) {
                ring.removeFirst();
            }
            ring.addLast(new Event(lastId, clock.instant(), kind, message, fields));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The events that came after {@code id} and are still here, oldest first. A gap shows as ids that are missing. */
    List<Event> since(long id) {
        lock.lock();
        try {
            return kept(id);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #since}, but waits until there is one; empty once the log is closed and all were read. */
    List<Event> awaitSince(long id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (lastId <= id && !closed) {
                changed.await();
            }
            return kept(id);
        } finally {
            lock.unlock();
        }
    }

    private List<Event> kept(long id) {
        List<Event> found = new ArrayList<>();
        for (Event event : ring) {
            if (event.id() > id) {
                found.add(event);
            }
        }
        return found;
    }

    /** Ends waiting. What is published afterwards is kept like everything else. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fields in the given order: {@code fields("pool", "api", "revision", 3L)} as map entries. */
    @SafeVarargs
    static SequencedMap<String, Object> fields(Map.Entry<String, Object>... entries) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : entries) {
            fields.put(entry.getKey(), entry.getValue());
        }
        return fields;
    }
}
