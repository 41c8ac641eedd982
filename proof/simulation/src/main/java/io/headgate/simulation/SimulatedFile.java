package io.headgate.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What a file holds: once as those who read it see it, once as it is on the disk, and the changes between the two. Knows
 * neither names nor time. Confined to one run.
 *
 * <p>The changes since the last sync may be on the disk or not, sector by sector: a page cache writes back pages, each
 * as it is at that moment. So after a power failure a sector holds what it held after the first few of the changes that
 * touched it (never a later one without an earlier one), and sectors do not know of each other. The size is one more
 * such thing. (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, found what file systems do.)
 */
final class SimulatedFile {
    /** What a disk writes as a whole or not at all, in bytes. */
    static final int SECTOR = 512;

    /** Where the bytes of a file end at the latest. */
    static final int MOST_BYTES = 1 << 28;

    private byte[] seen = new byte[0];
    private int seenSize;
    private byte[] durable = new byte[0];
    private int durableSize;

    /** Changes that are not known to be durable, oldest first. */
    private final Deque<Change> pending = new ArrayDeque<>();

    /** Changes that were pending once and are not any more. */
    private long settled;

    /** Bytes written, or the size set. Immutable. */
    private static final class Change {
        /** Where the bytes are, or the smaller of the two sizes. */
        final int position;

        /** After the last byte that may be another one now. */
        final int end;

        /** What was written; empty if the size was set: then all from {@code position} to {@code end} are 0. */
        final byte[] bytes;

        final int sizeBefore;
        final int sizeAfter;

        Change(int position, int end, byte[] bytes, int sizeBefore, int sizeAfter) {
            this.position = position;
            this.end = end;
            this.bytes = bytes;
            this.sizeBefore = sizeBefore;
            this.sizeAfter = sizeAfter;
        }

        /** Makes this change within a range of {@code image}, which is long enough. */
        void apply(byte[] image, int from, int to) {
            int start = Math.max(from, position);
            int stop = Math.min(to, end);
            if (start >= stop) {
                return;
            }
            if (bytes.length == 0) {
                Arrays.fill(image, start, stop, (byte) 0);
            } else {
                System.arraycopy(bytes, start - position, image, start, stop - start);
            }
        }

        boolean touches(int sector) {
            return position < (sector + 1) * SECTOR && end > sector * SECTOR;
        }
    }

    int size() {
        return seenSize;
    }

    int durableSize() {
        return durableSize;
    }

    int read(long position, ByteBuffer into) {
        if (position < 0) {
            throw new IllegalArgumentException("position: " + position + " (expected: 0 or more)");
        }
        if (position >= seenSize) {
            return 0;
        }
        int length = Math.min(into.remaining(), seenSize - (int) position);
        into.put(seen, (int) position, length);
        return length;
    }

    void write(long position, ByteBuffer from) {
        checkRange(position, from.remaining());
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        if (bytes.length > 0) {
            int end = (int) position + bytes.length;
            change(new Change((int) position, end, bytes, seenSize, Math.max(seenSize, end)));
        }
    }

    void truncate(long size) {
        checkRange(size, 0);
        if (size != seenSize) {
            int least = (int) Math.min(size, seenSize);
            change(new Change(least, (int) Math.max(size, seenSize), new byte[0], seenSize, (int) size));
        }
    }

    private void change(Change change) {
        seen = roomFor(seen, change.end);
        change.apply(seen, 0, change.end);
        seenSize = change.sizeAfter;
        pending.add(change);
    }

    /** The number of all changes ever made: {@link #settle} with it makes them durable. */
    long changes() {
        return settled + pending.size();
    }

    /** How many changes are not known to be durable. */
    int unsynced() {
        return pending.size();
    }

    /** Makes the first so many of all changes durable. */
    void settle(long changes) {
        while (settled < changes && !pending.isEmpty()) {
            Change change = takeOldest();
            durable = roomFor(durable, change.end);
            change.apply(durable, 0, change.end);
            durableSize = change.sizeAfter;
        }
    }

    /**
     * Fails to make the first so many of all changes durable: as on Linux they are not tried again, and what is read does
     * not tell.
     *
     * @param survival says which are durable nevertheless, and whether what is read shows what is on the disk
     */
    void settleFailing(long changes, Survival survival) {
        List<Change> tried = new ArrayList<>();
        while (settled < changes && !pending.isEmpty()) {
            tried.add(takeOldest());
        }
        keepSome(tried, survival);
        if (survival.showsTheDisk()) {
            seen = durable.clone();
            seenSize = durableSize;
            for (Change change : pending) {
                seen = roomFor(seen, change.end);
                change.apply(seen, 0, change.end);
                seenSize = change.sizeAfter;
            }
        }
    }

    /** The power fails, and comes back: what is read is what is on the disk. */
    void failPower(Survival survival) {
        List<Change> changes = List.copyOf(pending);
        settled += changes.size();
        pending.clear();
        keepSome(changes, survival);
        seen = durable.clone();
        seenSize = durableSize;
    }

    /** Flips a bit of what is on the disk, if there is any; seen at once where no change is pending. */
    void rot(RandomGenerator random) {
        if (durableSize == 0) {
            return;
        }
        int place = random.nextInt(durableSize);
        byte bit = (byte) (1 << random.nextInt(Byte.SIZE));
        durable[place] ^= bit;
        boolean isDirty = pending.stream().anyMatch(change -> change.touches(place / SECTOR));
        if (!isDirty && place < seenSize) {
            seen[place] = durable[place];
        }
    }

    /**
     * Settles like {@link #settle}, but one sector of what would be written goes to a place of another file, or another
     * place of this one, within its size; whoever reads before the power fails does not see it.
     */
    void settleMisdirected(long changes, SimulatedFile victim, RandomGenerator random) {
        Change first = pending.peek();
        if (first == null || first.bytes.length == 0 || settled >= changes) {
            settle(changes);
            return;
        }
        int sector = first.position / SECTOR;
        byte[] before = sectorOf(durable, sector);
        settle(changes);
        byte[] meant = sectorOf(durable, sector);
        restore(sector, before);
        int places = victim.durableSize / SECTOR + 1;
        int place = random.nextInt(places);
        if (victim == this && place == sector) {
            place = (place + 1) % (places + 1);
        }
        victim.restore(place, meant);
    }

    private byte[] sectorOf(byte[] image, int sector) {
        return Arrays.copyOf(
                sector * SECTOR >= image.length
                        ? new byte[0]
                        : Arrays.copyOfRange(image, sector * SECTOR, (sector + 1) * SECTOR),
                SECTOR);
    }

    /** Puts a sector on the disk, as far as the file's size goes. */
    private void restore(int sector, byte[] bytes) {
        int start = sector * SECTOR;
        int length = Math.min(SECTOR, durableSize - start);
        if (length > 0) {
            System.arraycopy(bytes, 0, durable, start, length);
        }
    }

    private Change takeOldest() {
        settled++;
        return pending.remove();
    }

    private void keepSome(List<Change> changes, Survival survival) {
        if (survival.losesAll()) {
            return;
        }
        TreeSet<Integer> sectors = new TreeSet<>();
        int end = durableSize;
        for (Change change : changes) {
            end = Math.max(end, change.end);
            for (int sector = change.position / SECTOR; sector * SECTOR < change.end; sector++) {
                sectors.add(sector);
            }
        }
        durable = roomFor(durable, (end + SECTOR - 1) / SECTOR * SECTOR);
        for (int sector : sectors) {
            List<Change> touching =
                    changes.stream().filter(change -> change.touches(sector)).toList();
            for (Change change : touching.subList(0, survival.kept(touching.size()))) {
                change.apply(durable, sector * SECTOR, (sector + 1) * SECTOR);
            }
        }
        List<Change> sizes = changes.stream()
                .filter(change -> change.sizeAfter != change.sizeBefore)
                .toList();
        int kept = survival.kept(sizes.size());
        if (kept > 0) {
            durableSize = sizes.get(kept - 1).sizeAfter;
        }
        // What lies after the end is never read again: a file that grows there grows by zeros.
        Arrays.fill(durable, durableSize, durable.length, (byte) 0);
    }

    private static byte[] roomFor(byte[] image, int end) {
        return end <= image.length
                ? image
                : Arrays.copyOf(image, Math.max(end, Math.min(image.length * 2, MOST_BYTES)));
    }

    private static void checkRange(long position, int length) {
        if (position < 0 || position + length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "position: " + position + ", length: " + length + " (expected: 0.." + MOST_BYTES + " together)");
        }
    }
}
