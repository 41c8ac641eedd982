package io.headgate.simulation;

import io.headgate.disk.Disk;

/** What a node's process sees of the world. Confined to one run. */
final class ServerEnvironment<M> extends HostEnvironment<M> implements NodeEnvironment<M> {
    private final Disk disk;

    ServerEnvironment(World<M> world, Host<M> host, int nodes, Disk disk) {
        super(world, host, nodes);
        this.disk = disk;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public void halt(String reason) {
        throw new Halt(reason);
    }
}
