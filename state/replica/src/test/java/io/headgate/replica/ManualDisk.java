package io.headgate.replica;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A disk in the hand of a test: syncs end when it says so, and a power failure loses everything whose sync has not ended.
 * The simulator's disk loses less, at times that a plan chose.
 */
final class ManualDisk implements Disk {
    /** What is in a file. */
    private static final class Content {
        byte[] seen = new byte[0];
        byte[] durable = new byte[0];
    }

    private TreeMap<String, Content> seen = new TreeMap<>();
    private TreeMap<String, Content> durable = new TreeMap<>();
    private final Deque<Runnable> syncs = new ArrayDeque<>();
    private boolean isStalled;
    private boolean isFull;

    /** There is no room for more from now on, until {@link #makeRoom}. */
    void fill() {
        isFull = true;
    }

    void makeRoom() {
        isFull = false;
    }

    private void requireRoom(String what) {
        if (isFull) {
            throw new DiskException(DiskException.Reason.FULL, what + ": no room");
        }
    }

    /** No sync ends by {@link #endSync} from now on, until {@link #goOn}. */
    void stall() {
        isStalled = true;
    }

    void goOn() {
        isStalled = false;
    }

    /** Lets the oldest sync end, unless the disk is stalled. Returns whether there was one. */
    boolean endSync() {
        Runnable end = isStalled ? null : syncs.poll();
        if (end != null) {
            end.run();
        }
        return end != null;
    }

    /** Everything is gone that is not durable. */
    void failPower() {
        syncs.clear();
        durable.values().forEach(content -> content.seen = content.durable);
        seen = new TreeMap<>(durable);
    }

    /** These files are gone, durable or not. */
    void lose(Predicate<String> names) {
        seen.keySet().removeIf(names);
        durable.keySet().removeIf(names);
    }

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
        if (exists(name)) {
            throw new DiskException(DiskException.Reason.EXISTS, name + ": exists");
        }
        requireRoom(name);
        Content content = new Content();
        seen.put(name, content);
        return new Handle(content);
    }

    @Override
    public DiskFile open(String name) {
        return new Handle(existing(name));
    }

    private Content existing(String name) {
        Content content = seen.get(name);
        if (content == null) {
            throw new DiskException(DiskException.Reason.NOT_FOUND, name + ": no such file");
        }
        return content;
    }

    @Override
    public void rename(String from, String to) {
        seen.put(to, existing(from));
        seen.remove(from);
    }

    @Override
    public void delete(String name) {
        existing(name);
        seen.remove(name);
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        TreeMap<String, Content> names = new TreeMap<>(seen);
        syncs.add(() -> {
            durable = names;
            completion.accept(SyncOutcome.DURABLE);
        });
    }

    private final class Handle implements DiskFile {
        private final Content content;

        Handle(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.seen.length;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            int begin = (int) Math.min(position, size());
            int length = (int) Math.min(into.remaining(), size() - begin);
            into.put(content.seen, begin, length);
            return length;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            int begin = Math.toIntExact(position);
            int length = from.remaining();
            if (begin + length > size()) {
                requireRoom("write");
            }
            byte[] changed = Arrays.copyOf(content.seen, Math.max(content.seen.length, begin + length));
            from.get(changed, begin, length);
            content.seen = changed;
        }

        @Override
        public void truncate(long size) {
            if (size > size()) {
                requireRoom("truncate");
            }
            content.seen = Arrays.copyOf(content.seen, Math.toIntExact(size));
        }

        @Override
        public void sync(Consumer<SyncOutcome> completion) {
            byte[] written = content.seen;
            syncs.add(() -> {
                content.durable = written;
                completion.accept(SyncOutcome.DURABLE);
            });
        }
    }
}
