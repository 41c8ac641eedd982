package io.headgate.replica;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.util.List;
import java.util.function.Consumer;

/** The files of one member on its machine's disk: a machine that is made another member begins with an empty folder. */
final class MemberFolder implements Disk {
    private final Disk disk;
    private final String prefix;

    MemberFolder(Disk disk, long member) {
        this.disk = disk;
        prefix = "member-" + member + ".";
    }

    @Override
    public List<String> list() {
        return disk.list().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    @Override
    public DiskFile create(String name) {
        return disk.create(prefix + name);
    }

    @Override
    public DiskFile open(String name) {
        return disk.open(prefix + name);
    }

    @Override
    public boolean exists(String name) {
        return disk.exists(prefix + name);
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(prefix + from, prefix + to);
    }

    @Override
    public void delete(String name) {
        disk.delete(prefix + name);
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        disk.sync(completion);
    }
}
