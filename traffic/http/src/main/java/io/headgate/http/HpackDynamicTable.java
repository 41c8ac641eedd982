package io.headgate.http;

/**
 * The dynamic table of an {@link HpackDecoder} (RFC 7541, section 4): entries in the order of their arrival, the oldest evicted first.
 * Confined to one event loop.
 *
 * <p>Octets of entries stand one after another in an array of twice the table's size; when its end is reached, what still lives is moved to
 * the front, which happens at most once per table's size inserted. Nothing is allocated before the first entry.
 */
final class HpackDynamicTable {
    private static final int ENTRY_OVERHEAD = 32;
    private static final byte[] NO_OCTETS = {};
    private static final int[] NO_ENTRIES = {};

    private final int largestSize;
    private int maxSize;
    private byte[] octets = NO_OCTETS;
    private int used;

    // A ring of entries; parallel arrays, their length a power of two.
    private int[] starts = NO_ENTRIES;
    private int[] nameEnds = NO_ENTRIES;
    private int[] ends = NO_ENTRIES;
    private int oldest;
    private int count;
    private int size;

    HpackDynamicTable(int largestSize) {
        this.largestSize = largestSize;
        maxSize = largestSize;
    }

    /** False when {@code newMaxSize} is more than was announced. */
    boolean resize(int newMaxSize) {
        if (newMaxSize > largestSize) {
            return false;
        }
        maxSize = newMaxSize;
        evictTo(newMaxSize);
        return true;
    }

    /** The entry that arrived {@code age} entries before the newest, or -1 when there is none. */
    int entry(int age) {
        return age >= count ? -1 : (oldest + count - 1 - age) & (starts.length - 1);
    }

    byte[] octets() {
        return octets;
    }

    int start(int entry) {
        return starts[entry];
    }

    /** Where the name ends and the value starts. */
    int nameEnd(int entry) {
        return nameEnds[entry];
    }

    int end(int entry) {
        return ends[entry];
    }

    /** Adds an entry; one that is larger than the table empties it instead. The octets must not be those of this table. */
    void insert(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        int length = nameTo - nameFrom + valueTo - valueFrom;
        int entrySize = length + ENTRY_OVERHEAD;
        evictTo(Math.max(0, maxSize - entrySize));
        if (entrySize > maxSize) {
            return;
        }
        makeRoom(length);
        int entry = (oldest + count) & (starts.length - 1);
        starts[entry] = used;
        System.arraycopy(name, nameFrom, octets, used, nameTo - nameFrom);
        used += nameTo - nameFrom;
        nameEnds[entry] = used;
        System.arraycopy(value, valueFrom, octets, used, valueTo - valueFrom);
        used += valueTo - valueFrom;
        ends[entry] = used;
        count++;
        size += entrySize;
    }

    private void evictTo(int target) {
        while (size > target) {
            size -= ends[oldest] - starts[oldest] + ENTRY_OVERHEAD;
            oldest = (oldest + 1) & (starts.length - 1);
            count--;
        }
    }

    private void makeRoom(int length) {
        if (octets.length == 0) {
            octets = new byte[2 * largestSize];
            int entries = Integer.highestOneBit(largestSize / ENTRY_OVERHEAD) * 2;
            starts = new int[entries];
            nameEnds = new int[entries];
            ends = new int[entries];
        }
        if (used + length > octets.length) {
            int shift = count == 0 ? used : starts[oldest];
            System.arraycopy(octets, shift, octets, 0, used - shift);
            used -= shift;
            for (int i = 0; i < count; i++) {
                int entry = (oldest + i) & (starts.length - 1);
                starts[entry] -= shift;
                nameEnds[entry] -= shift;
                ends[entry] -= shift;
            }
        }
    }

    /** Walks the whole table: the sum of its entries is its size, and they stand one after another. */
    void checkInvariants() {
        int sum = 0;
        int past = count == 0 ? 0 : starts[oldest];
        for (int age = count - 1; age >= 0; age--) {
            int entry = entry(age);
            if (starts[entry] != past || nameEnds[entry] < past || ends[entry] < nameEnds[entry]) {
                throw new IllegalStateException("entry " + age + ": " + starts[entry] + ".." + nameEnds[entry] + ".."
                        + ends[entry] + " (expected: from " + past + " on)");
            }
            past = ends[entry];
            sum += ends[entry] - starts[entry] + ENTRY_OVERHEAD;
        }
        if (sum != size || size > maxSize || maxSize > largestSize) {
            throw new IllegalStateException(
                    "size: " + size + " (expected: " + sum + ", at most " + maxSize + " of " + largestSize + ")");
        }
        if (past > used || used > octets.length) {
            throw new IllegalStateException("used: " + used + " (expected: " + past + ".." + octets.length + ")");
        }
    }
}
