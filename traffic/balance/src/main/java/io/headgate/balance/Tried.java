package io.headgate.balance;

import org.jspecify.annotations.Nullable;

/**
 * The endpoints already tried for one request. Confined to one event loop; made once per connection and cleared between
 * requests, so that nothing is allocated per request.
 *
 * <p>Remembers the last {@value #CAPACITY}. More tries than that for one request is no longer a retry but a search, and
 * then the oldest may be tried again.
 */
public final class Tried {
    static final int CAPACITY = 8;

    private final @Nullable EndpointState[] endpoints = new @Nullable EndpointState[CAPACITY];
    private int count;

    /** Remembers {@code endpoint}. Survives a change of the pool. */
    public void add(EndpointState endpoint) {
        endpoints[count++ % CAPACITY] = endpoint;
    }

    /** Whether {@code endpoint} is remembered. */
    public boolean contains(EndpointState endpoint) {
        for (int i = Math.min(count, CAPACITY) - 1; i >= 0; i--) {
            if (endpoints[i] == endpoint) {
                return true;
            }
        }
        return false;
    }

    /** How often {@link #add} was called since the last {@link #clear}. */
    public int count() {
        return count;
    }

    /** Forgets all, ready for the next request. */
    public void clear() {
        for (int i = Math.min(count, CAPACITY) - 1; i >= 0; i--) {
            endpoints[i] = null;
        }
        count = 0;
    }
}
