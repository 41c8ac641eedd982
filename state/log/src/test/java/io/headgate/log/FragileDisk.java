package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskException.Reason;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk in the hand of a test, with the promises of {@link Disk} and no other: the power can be cut before any operation,
 * sectors survive each by itself, and every byte can be changed. The simulator's disk does the same at times that a plan chose.
 */
final class FragileDisk implements Disk {
    /** Ends the process in the middle of whatever it does. */
    static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final int SECTOR = 512;

    private TreeMap<String, Content> seen = new TreeMap<>();
    private TreeMap<String, Content> durable = new TreeMap<>();
    private final List<Consumer<Map<String, Content>>> renames = new ArrayList<>();
    private final Deque<Runnable> syncs = new ArrayDeque<>();

    /** Operations until the power is cut; none if negative. */
    private int cutAfter = -1;

    private int operations;
    private boolean isFull;
    private boolean syncsFail;

    /** What is in a file. */
    private static final class Content {
        byte[] seen = new byte[0];
        byte[] durable = new byte[0];
        final List<Change> pending = new ArrayList<>();

        void apply(Change change) {
            seen = change.on(seen);
            pending.add(change);
        }

        void settle(int changes) {
            for (Change change : pending.subList(0, changes)) {
                durable = change.on(durable);
            }
            pending.subList(0, changes).clear();
        }

        /** Of the pending changes each sector keeps the first few, and so does the size. */
        void fail(Random random) {
            List<Change> sizes =
                    pending.stream().filter(change -> change.setsSize).toList();
            byte[][] images = new byte[pending.size() + 1][];
            images[0] = durable;
            for (int i = 0; i < pending.size(); i++) {
                images[i + 1] = pending.get(i).on(images[i]);
            }
            int kept = sizes.isEmpty() ? 0 : random.nextInt(pending.size() + 1);
            byte[] result = Arrays.copyOf(durable, sizes.isEmpty() ? durable.length : images[kept].length);
            for (int sector = 0; sector < result.length; sector += SECTOR) {
                byte[] image = images[random.nextInt(images.length)];
                for (int i = sector; i < Math.min(result.length, sector + SECTOR); i++) {
                    result[i] = i < image.length ? image[i] : 0;
                }
            }
            durable = result;
            seen = result;
            pending.clear();
        }

        void loseAll() {
            seen = durable;
            pending.clear();
        }
    }

    /** Bytes written, or a size set. */
    private static final class Change {
        final int position;
        final byte[] bytes;
        final boolean setsSize;

        Change(int position, byte[] bytes, boolean setsSize) {
            this.position = position;
            this.bytes = bytes;
            this.setsSize = setsSize;
        }

        byte[] on(byte[] before) {
            byte[] after = setsSize && bytes.length == 0
                    ? Arrays.copyOf(before, position)
                    : Arrays.copyOf(before, Math.max(before.length, position + bytes.length));
            System.arraycopy(bytes, 0, after, position, bytes.length);
            return after;
        }
    }

    // What happens to it.

    /** Cuts the power before the operation with this number, from now on counted from 0. */
    void cutAfter(int count) {
        cutAfter = count;
        operations = 0;
    }

    /** How many operations there were since {@link #cutAfter}. */
    int operations() {
        return operations;
    }

    /** The process is killed: what it wrote is seen, and not durable. */
    void kill() {
        syncs.clear();
        cutAfter = -1;
        syncsFail = false;
    }

    /**
     * The power fails.
     *
     * @param seed of what is left; 0 loses all that was not synced
     */
    void failPower(long seed) {
        kill();
        Random random = new Random(seed);
        int kept = seed == 0 ? 0 : random.nextInt(renames.size() + 1);
        renames.subList(0, kept).forEach(rename -> rename.accept(durable));
        renames.clear();
        for (Content content : durable.values()) {
            if (seed == 0) {
                content.loseAll();
            } else {
                content.fail(random);
            }
        }
        seen = new TreeMap<>(durable);
    }

    void setFull(boolean full) {
        isFull = full;
    }

    /** Lets syncs fail: what they tried is seen, is never tried again, and is gone when the power fails. */
    void failSyncs() {
        syncsFail = true;
    }

    /** Lets the oldest sync end that is under way. */
    boolean endSync() {
        Runnable end = syncs.poll();
        if (end != null) {
            end.run();
        }
        return end != null;
    }

    void endSyncs() {
        while (endSync()) {}
    }

    /** Another disk with the same files, all durable. */
    FragileDisk copy() {
        FragileDisk copy = new FragileDisk();
        seen.forEach((name, content) -> {
            Content copied = new Content();
            copied.seen = content.seen.clone();
            copied.durable = copied.seen;
            copy.seen.put(name, copied);
        });
        copy.durable = new TreeMap<>(copy.seen);
        return copy;
    }

    /** Puts a durable file there. */
    void put(String name, byte[] bytes) {
        Content content = new Content();
        content.seen = bytes.clone();
        content.durable = content.seen;
        seen.put(name, content);
        durable.put(name, content);
    }

    /** The bytes of a file, to be changed. */
    byte[] bytes(String name) {
        Content content = existing(name);
        content.settle(content.pending.size());
        content.durable = content.seen;
        return content.seen;
    }

    private void operate() {
        if (cutAfter >= 0 && operations >= cutAfter) {
            syncs.clear();
            throw new Cut();
        }
        operations++;
    }

    // What it is asked for.

    private Content existing(String name) {
        Content content = seen.get(name);
        if (content == null) {
            throw new DiskException(Reason.NOT_FOUND, name + ": no such file");
        }
        return content;
    }

    private void change(Consumer<Map<String, Content>> rename) {
        rename.accept(seen);
        renames.add(rename);
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
        operate();
        if (isFull) {
            throw new DiskException(Reason.FULL, "create " + name + ": no room");
        }
        if (seen.containsKey(name)) {
            throw new DiskException(Reason.EXISTS, name + ": exists");
        }
        Content content = new Content();
        change(names -> names.put(name, content));
        return new Handle(content);
    }

    @Override
    public DiskFile open(String name) {
        return new Handle(existing(name));
    }

    @Override
    public void rename(String from, String to) {
        operate();
        Content content = existing(from);
        change(names -> {
            names.remove(from);
            names.put(to, content);
        });
    }

    @Override
    public void delete(String name) {
        operate();
        existing(name);
        change(names -> names.remove(name));
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        operate();
        int count = renames.size();
        syncs.add(() -> {
            operate();
            List<Consumer<Map<String, Content>>> tried = renames.subList(0, Math.min(count, renames.size()));
            if (!syncsFail) {
                tried.forEach(rename -> rename.accept(durable));
            }
            tried.clear();
            completion.accept(syncsFail ? SyncOutcome.FAILED : SyncOutcome.DURABLE);
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
            int length = (int) Math.max(0, Math.min(into.remaining(), content.seen.length - position));
            into.put(content.seen, Math.toIntExact(Math.min(position, content.seen.length)), length);
            return length;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            operate();
            if (isFull && position + from.remaining() > size()) {
                throw new DiskException(Reason.FULL, "write: no room");
            }
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            content.apply(new Change((int) position, bytes, position + bytes.length > size()));
        }

        @Override
        public void truncate(long size) {
            operate();
            if (isFull && size > size()) {
                throw new DiskException(Reason.FULL, "truncate: no room");
            }
            content.apply(new Change((int) size, new byte[0], true));
        }

        @Override
        public void sync(Consumer<SyncOutcome> completion) {
            operate();
            @Nullable Change last = content.pending.isEmpty() ? null : content.pending.getLast();
            syncs.add(() -> {
                operate();
                int tried = last == null ? 0 : content.pending.indexOf(last) + 1;
                if (syncsFail) {
                    content.pending.subList(0, tried).clear();
                } else {
                    content.settle(tried);
                }
                completion.accept(syncsFail ? SyncOutcome.FAILED : SyncOutcome.DURABLE);
            });
        }
    }
}
