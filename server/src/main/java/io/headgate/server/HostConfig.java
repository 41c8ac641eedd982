package io.headgate.server;

import java.util.List;

/**
 * What is served under a name.
 *
 * @param listeners names of the listeners it is served on, at least one
 * @param routes in the order of the file, at least one
 */
public record HostConfig(Source source, HostPattern pattern, List<String> listeners, List<RouteConfig> routes) {
    public HostConfig {
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        if (listeners.isEmpty() || routes.isEmpty()) {
            throw new IllegalArgumentException(
                    pattern + ": listeners " + listeners + ", routes " + routes.size() + " (expected: one or more)");
        }
    }
}
