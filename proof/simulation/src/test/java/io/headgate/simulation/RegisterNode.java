package io.headgate.simulation;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;

/**
 * Holds the newest version it was given, on its disk: sixteen bytes, which are in one sector and so are written as a
 * whole or not at all.
 */
final class RegisterNode implements Node<RegisterMessage> {
    private static final String NAME = "register";

    private final NodeEnvironment<RegisterMessage> environment;
    private final boolean syncsFirst;
    private final DiskFile file;
    private Version newest = Version.INITIAL;
    private Version durable = Version.INITIAL;
    private boolean isReady;

    /**
     * A node that starts.
     *
     * @param syncsFirst whether it waits for what it says it has stored to be durable, as it should
     */
    RegisterNode(NodeEnvironment<RegisterMessage> environment, boolean syncsFirst) {
        this.environment = environment;
        this.syncsFirst = syncsFirst;
        Disk disk = environment.disk();
        file = disk.exists(NAME) ? disk.open(NAME) : disk.create(NAME);
    }

    @Override
    public void start() {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        if (file.read(0, bytes) == bytes.capacity()) {
            newest = Version.of(bytes.flip());
        }
        // What was read may be on the disk, or only in the cache of a machine whose process was killed.
        Version read = newest;
        file.sync(outcome -> {
            haltUnless(outcome);
            durable = read;
            environment.disk().sync(folder -> {
                haltUnless(folder);
                isReady = true;
            });
        });
    }

    @Override
    public void receive(int from, RegisterMessage message) {
        if (!isReady) {
            return;
        }
        switch (message) {
            case RegisterMessage.Query(var operation) ->
                environment.send(from, new RegisterMessage.Held(operation, newest));
            case RegisterMessage.Store(var operation, var version) -> store(from, operation, version);
            case RegisterMessage.Held _, RegisterMessage.Stored _ ->
                throw new IllegalStateException("node " + environment.self() + " got " + message);
        }
    }

    private void store(int from, long operation, Version version) {
        if (version.compareTo(newest) > 0) {
            newest = version;
            file.write(0, version.toBytes());
        }
        RegisterMessage stored = new RegisterMessage.Stored(operation);
        if (!syncsFirst || version.compareTo(durable) <= 0) {
            environment.send(from, stored);
        }
        if (version.compareTo(durable) > 0) {
            Version written = newest;
            file.sync(outcome -> {
                haltUnless(outcome);
                durable = written;
                if (syncsFirst) {
                    environment.send(from, stored);
                }
            });
        }
    }

    private void haltUnless(SyncOutcome outcome) {
        if (outcome == SyncOutcome.FAILED) {
            environment.halt("a sync failed");
        }
    }
}
