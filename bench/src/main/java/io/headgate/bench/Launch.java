package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How to start a server in the foreground: its command and what to add to the environment. */
record Launch(List<String> command, Map<String, String> environment) {
    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    static Launch of(String... command) {
        return new Launch(List.of(command), Map.of());
    }

    /** The same, confined to one core. {@code taskset} becomes the server by exec, so the pid stays. */
    Launch onCore(int core) {
        var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return new Launch(pinned, environment);
    }
}
