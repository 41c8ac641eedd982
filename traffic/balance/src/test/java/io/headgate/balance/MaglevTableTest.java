package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.bytes;
import static io.headgate.balance.BalanceGenerators.permutations;
import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.balance.MaglevTable.Backend;
import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaglevTableTest {
    private static final int SIZE = 65_537;

    @HegelTest
    void equalWeightsGiveEachBackendTheSameNumberOfSlotsGiveOrTakeOne(TestCase tc) {
        int size = tc.draw(tableSizes(), "tableSize");
        var backends = tc.draw(backends(size, just(tc.draw(weights(), "weight"))), "backends");
        int[] slots = MaglevTable.build(backends, size).slotsPerBackend();
        int most = Arrays.stream(slots).max().orElseThrow();
        int least = Arrays.stream(slots).min().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(1);
        assertThat(Arrays.stream(slots).sum()).isEqualTo(size);
    }

    @HegelTest(testCases = 300)
    void slotsDifferFromTheShareOfTheWeightsByRoundingOnly(TestCase tc) {
        int size = tc.draw(tableSizes(), "tableSize");
        var backends = tc.draw(backends(size, anyWeights()), "backends");
        long total = backends.stream().mapToLong(Backend::weight).sum();
        int[] slots = MaglevTable.build(backends, size).slotsPerBackend();
        for (int i = 0; i < slots.length; i++) {
            double share = (double) size * backends.get(i).weight() / total;
            assertThat(Math.abs(slots[i] - share))
                    .as("%s of %d", backends.get(i), total)
                    .isLessThanOrEqualTo(2 + share / size * slots.length);
        }
    }

    @HegelTest
    void theOrderInWhichBackendsAreListedDoesNotMatter(TestCase tc) {
        int size = tc.draw(tableSizes(), "tableSize");
        var backends = tc.draw(backends(size, anyWeights()), "backends");
        var shuffled = tc.draw(permutations(backends), "shuffled");
        assertThat(names(shuffled, size)).isEqualTo(names(backends, size));
    }

    @HegelTest
    void everyBackendInItsTurnTakesTheFirstFreeSlotOfItsOrder(TestCase tc) {
        int size = tc.draw(tableSizes(), "tableSize");
        var backends = tc.draw(backends(size, anyWeights()), "backends");
        assertThat(names(backends, size)).isEqualTo(namesByThePaper(backends, size));
    }

    @HegelTest
    void aHashIsLookedUpByItsPlaceAmongAllHashes(TestCase tc) {
        int size = tc.draw(tableSizes(), "tableSize");
        var table = MaglevTable.build(tc.draw(backends(size, anyWeights()), "backends"), size);
        long hash = tc.draw(longs(), "hash");
        var mixed = new BigInteger(Long.toUnsignedString(KeyHash.mix(hash)));
        int slot = mixed.multiply(BigInteger.valueOf(size)).shiftRight(64).intValueExact();
        assertThat(table.at(hash)).isEqualTo(table.slot(slot));
    }

    private static List<String> names(List<Backend> backends, int size) {
        var table = MaglevTable.build(backends, size);
        return IntStream.range(0, size)
                .mapToObj(slot -> backends.get(table.slot(slot)).name())
                .toList();
    }

    /** The table said slowly: every search for a free slot begins at the first of the order again. */
    private static List<String> namesByThePaper(List<Backend> backends, int size) {
        var byName =
                backends.stream().sorted(Comparator.comparing(Backend::name)).toList();
        int highest = byName.stream().mapToInt(Backend::weight).max().orElseThrow();
        var credits = new HashMap<String, Integer>();
        var slots = new TreeMap<Integer, String>();
        while (true) {
            for (var backend : byName) {
                int credit = credits.merge(backend.name(), backend.weight(), Integer::sum);
                if (credit >= highest) {
                    credits.put(backend.name(), credit - highest);
                    int free = order(backend.name(), size)
                            .filter(slot -> !slots.containsKey(slot))
                            .findFirst()
                            .orElseThrow();
                    slots.put(free, backend.name());
                    if (slots.size() == size) {
                        return List.copyOf(slots.values());
                    }
                }
            }
        }
    }

    private static IntStream order(String name, int size) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long offset = Long.remainderUnsigned(KeyHash.of(bytes, 0, bytes.length, /* seed= */ 1), size);
        long skip = Long.remainderUnsigned(KeyHash.of(bytes, 0, bytes.length, /* seed= */ 2), size - 1) + 1;
        return IntStream.range(0, size).map(step -> (int) ((offset + step * skip) % size));
    }

    /** An average over a table of the usual size: for a few backends measured once, not for any there are. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100, 500})
    void removingOneBackendMovesFewOtherSlots(int count) {
        var backends = equal(count);
        var before = MaglevTable.build(backends, SIZE);
        for (int removed = 0; removed < 10; removed++) {
            var rest = new ArrayList<>(backends);
            rest.remove(removed);
            var after = MaglevTable.build(rest, SIZE);
            int moved = 0;
            for (int slot = 0; slot < SIZE; slot++) {
                int was = before.slot(slot);
                if (was != removed && !backends.get(was).equals(rest.get(after.slot(slot)))) {
                    moved++;
                }
            }
            assertThat(moved).as("removal of %d", removed).isLessThan(SIZE * 15 / 1000);
        }
    }

    @Test
    void everyVersionFillsTheSameTable() {
        var table = MaglevTable.build(
                List.of(
                        new Backend("east/10.0.1.10:9000", 2),
                        new Backend("east/10.0.1.11:9000", 1),
                        new Backend("w", 1)),
                13);
        var slots = new StringBuilder();
        for (int slot = 0; slot < table.size(); slot++) {
            slots.append(table.slot(slot));
        }
        assertThat(slots).hasToString("0002212010100");
    }

    @Test
    void oneBackendGetsAllAndNoneGetsNothing() {
        assertThat(MaglevTable.build(List.of(new Backend("only", 7)), 13).slotsPerBackend())
                .containsExactly(13);
        var empty = MaglevTable.build(List.of(), 13);
        assertThat(empty.at(42)).isEqualTo(-1);
        assertThat(empty.slotsPerBackend()).isEmpty();
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> MaglevTable.build(List.of(), 65_536))
                .hasMessage("tableSize: 65536 (expected: a prime in 3..16777213)");
        assertThatThrownBy(() -> MaglevTable.build(List.of(new Backend("a", 1), new Backend("a", 2)), 13))
                .hasMessage("backends: a twice (expected: once)");
        assertThatThrownBy(() -> MaglevTable.build(equal(4), 3))
                .hasMessage("backends of a table of 3: 4 (expected: 0..3)");
        assertThatThrownBy(() -> new Backend("a", 0)).hasMessage("weight of a: 0 (expected: 1..1000)");
    }

    private static Generator<Integer> tableSizes() {
        return sampledFrom(3, 13, 61, 251);
    }

    private static Generator<Integer> anyWeights() {
        return oneOf(weights(), integers(1, 1000));
    }

    /** One or more backends with different names, no more than slots. */
    private static Generator<List<Backend>> backends(int tableSize, Generator<Integer> weights) {
        Generator<Backend> any =
                composite(tc -> new Backend("10.0.0." + tc.draw(integers(0, 255)) + ":9000", tc.draw(weights)));
        return lists(any).minSize(1).maxSize(Math.min(tableSize, 40)).map(drawn -> {
            var seen = new HashSet<String>();
            return drawn.stream().filter(backend -> seen.add(backend.name())).toList();
        });
    }

    private static List<Backend> equal(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Backend("10.0." + i / 256 + "." + i % 256 + ":9000", 1))
                .toList();
    }
}
