package io.headgate.proxy;

import java.util.List;

/**
 * A whole compiled configuration. Immutable; the workers swap one for the next between two events of their loops.
 *
 * @param revision grows with every change; shown by status and metrics
 * @param listeners names are unique
 * @param pools every pool that a route of a listener names, and those that none names; names are unique
 */
public record Snapshot(long revision, List<Listener> listeners, List<Pool> pools) {
    public Snapshot {
        listeners = List.copyOf(listeners);
        pools = List.copyOf(pools);
        if (listeners.stream().map(Listener::name).distinct().count() != listeners.size()) {
            throw new IllegalArgumentException("two listeners of one name: "
                    + listeners.stream().map(Listener::name).toList());
        }
        if (pools.stream().map(Pool::name).distinct().count() != pools.size()) {
            throw new IllegalArgumentException(
                    "two pools of one name: " + pools.stream().map(Pool::name).toList());
        }
    }
}
