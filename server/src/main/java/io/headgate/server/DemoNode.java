package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A data plane alone, whose owner reads lines. Confined to the command's thread. */
record DemoNode(Path file, Proxy proxy, Consumer<String> say) implements LiveConfiguration.Owner {
    @Override
    public void apply(FrontDoor frontDoor, Snapshot snapshot) throws IOException {
        proxy.swap(snapshot);
    }

    /** Errors come again when the file is refused, and warnings are not for a demo. */
    @Override
    public void report(Problem problem) {}

    @Override
    public void refused(List<String> problems, long revision) {
        problems.forEach(say);
        say.accept(file + ": not applied; revision " + revision + " stays in force");
    }
}
