package io.headgate.store;

import java.util.List;

/**
 * A lease as the log knows it; how much of its time is left only the leader knows.
 *
 * @param fencingToken greater than that of every lease granted before
 * @param keys the keys attached to it, in order
 */
public record Lease(long id, long ttlSeconds, long fencingToken, List<Bytes> keys) {
    public Lease {
        keys = List.copyOf(keys);
    }
}
