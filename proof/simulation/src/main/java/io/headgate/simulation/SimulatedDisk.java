package io.headgate.simulation;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskException.Reason;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one node: names of files as they are seen, as they are durable, and the changes between. After a power
 * failure the first few of those changes have happened, in order, as with the journals of ext4 and XFS. Outlives the
 * node's processes. Confined to one run.
 */
final class SimulatedDisk implements Disk {
    /** What a disk does not decide itself. */
    interface Controller {
        /** Lets a sync of something end as an event of the node, after the time that it takes, and tells the node how. */
        void syncLater(String what, Supplier<SyncOutcome> end, Consumer<SyncOutcome> completion);

        /** Takes a change down. */
        void changed(String what);
    }

    private static final long MOST_BYTES = 1L << 28;

    private final Controller controller;
    private TreeMap<String, SimulatedFile> seen = new TreeMap<>();
    private final TreeMap<String, SimulatedFile> durable = new TreeMap<>();
    private final Deque<Rename> pending = new ArrayDeque<>();
    private long settled;

    private int full;
    private final List<Fault.Storage> failing = new ArrayList<>();

    /** Decides where the next sector that is written goes instead, if it does. */
    private @Nullable SeededRandom misdirection;

    SimulatedDisk(Controller controller) {
        this.controller = controller;
    }

    /**
     * A change of names.
     *
     * @param from a name taken away, or empty
     * @param to a name given, or empty
     * @param file to which file
     */
    private record Rename(String from, String to, SimulatedFile file) {
        void apply(Map<String, SimulatedFile> names) {
            if (!from.isEmpty()) {
                names.remove(from);
            }
            if (!to.isEmpty()) {
                names.put(to, file);
            }
        }
    }

    // What the node asks for.

    @Override
    public List<String> list() {
        return List.copyOf(seen.keySet());
    }

    @Override
    public boolean exists(String name) {
        return seen.containsKey(name);
    }

    @Override
    public DiskFile create(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: a name)");
        }
        if (seen.containsKey(name)) {
            throw new DiskException(Reason.EXISTS, "create " + name + ": there is such a file");
        }
        checkRoom("create " + name, 0);
        SimulatedFile file = new SimulatedFile();
        change(new Rename("", name, file), "create " + name);
        return new Handle(name, file);
    }

    @Override
    public DiskFile open(String name) {
        return new Handle(name, existing("open", name));
    }

    @Override
    public void rename(String from, String to) {
        if (to.isEmpty()) {
            throw new IllegalArgumentException("to: empty (expected: a name)");
        }
        SimulatedFile file = existing("rename", from);
        if (!from.equals(to)) {
            change(new Rename(from, to, file), "rename " + from + " to " + to);
        }
    }

    @Override
    public void delete(String name) {
        change(new Rename(name, "", existing("delete", name)), "delete " + name);
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        long changes = settled + pending.size();
        controller.syncLater("the folder", () -> complete(changes), completion);
    }

    private SimulatedFile existing(String what, String name) {
        SimulatedFile file = seen.get(name);
        if (file == null) {
            throw new DiskException(Reason.NOT_FOUND, what + " " + name + ": there is no such file, only " + list());
        }
        return file;
    }

    private void change(Rename rename, String what) {
        rename.apply(seen);
        pending.add(rename);
        controller.changed(what);
    }

    private void checkRoom(String what, long growth) {
        if (full > 0) {
            throw new DiskException(Reason.FULL, what + ": no room");
        }
        long used = growth;
        if (growth > 0) {
            for (SimulatedFile file : seen.values()) {
                used += file.size();
            }
        }
        if (used > MOST_BYTES) {
            throw new DiskException(Reason.FULL, what + ": " + used + " bytes (expected: " + MOST_BYTES + " at most)");
        }
    }

    private void settle(long changes) {
        while (settled < changes && !pending.isEmpty()) {
            settled++;
            pending.remove().apply(durable);
        }
    }

    /** A failed sync of the folder: what it tried is seen until the power fails and never tried again. */
    private void dropPending(long changes) {
        while (settled < changes && !pending.isEmpty()) {
            settled++;
            pending.remove();
        }
    }

    // What happens to the disk.

    /**
     * The power fails and comes back.
     *
     * @return what was lost, in words; empty if nothing was at stake
     */
    String failPower(Survival survival) {
        List<String> lost = new ArrayList<>();
        seen.forEach((name, file) -> {
            if (file.unsynced() > 0) {
                lost.add(file.unsynced() + " of " + name);
            }
        });
        if (!pending.isEmpty()) {
            lost.add(pending.size() + " of the folder");
        }
        settle(settled + survival.kept(pending.size()));
        settled += pending.size();
        pending.clear();
        for (SimulatedFile file : List.copyOf(durable.values())) {
            file.failPower(survival);
        }
        seen = new TreeMap<>(durable);
        return lost.isEmpty()
                ? ""
                : (survival.losesAll() ? "loses" : "may lose") + " unsynced: " + String.join(", ", lost);
    }

    /** Flips a bit of one of the files. */
    void rot(long seed) {
        SeededRandom random = new SeededRandom(seed);
        List<SimulatedFile> files = List.copyOf(durable.values());
        if (!files.isEmpty()) {
            files.get(random.nextInt(files.size())).rot(random);
        }
    }

    /** Lets a sector of the next sync of a file go to another place. */
    void misdirectNext(long seed) {
        misdirection = new SeededRandom(seed);
    }

    void begin(Fault.Storage trouble) {
        switch (trouble.kind()) {
            case FULL_DISK -> full++;
            case FAILING_SYNC -> failing.add(trouble);
            default -> throw new IllegalStateException("no trouble of a disk itself: " + trouble);
        }
    }

    void end(Fault.Storage trouble) {
        switch (trouble.kind()) {
            case FULL_DISK -> full--;
            case FAILING_SYNC -> failing.remove(trouble);
            default -> throw new IllegalStateException("no trouble of a disk itself: " + trouble);
        }
    }

    /** Ends all troubles; what they did stays. */
    void heal() {
        full = 0;
        failing.clear();
        misdirection = null;
    }

    private SyncOutcome complete(long changes) {
        if (failing.isEmpty()) {
            settle(changes);
            return SyncOutcome.DURABLE;
        }
        dropPending(changes);
        return SyncOutcome.FAILED;
    }

    private SyncOutcome complete(SimulatedFile file, long changes) {
        if (!failing.isEmpty()) {
            file.settleFailing(changes, Survival.of(failing.getLast().seed()));
            return SyncOutcome.FAILED;
        }
        if (misdirection == null) {
            file.settle(changes);
            return SyncOutcome.DURABLE;
        }
        List<SimulatedFile> files = List.copyOf(durable.values());
        SimulatedFile victim = files.isEmpty() ? file : files.get(misdirection.nextInt(files.size()));
        file.settleMisdirected(changes, victim, misdirection);
        misdirection = null;
        return SyncOutcome.DURABLE;
    }

    /** A file that a node has open. */
    private final class Handle implements DiskFile {
        private final String name;
        private final SimulatedFile file;

        Handle(String name, SimulatedFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer into) {
            return file.read(position, into);
        }

        @Override
        public void write(long position, ByteBuffer from) {
            int length = from.remaining();
            long growth = position + length - file.size();
            if (growth > 0) {
                checkRoom("write " + name, growth);
            }
            file.write(position, from);
            controller.changed("write " + name + " at " + position + ", " + length + " bytes");
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
            controller.changed("truncate " + name + " to " + size);
        }

        @Override
        public void sync(Consumer<SyncOutcome> completion) {
            long changes = file.changes();
            controller.syncLater(name, () -> complete(file, changes), completion);
        }
    }
}
