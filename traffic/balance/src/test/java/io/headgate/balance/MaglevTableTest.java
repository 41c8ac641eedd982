package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.balance.MaglevTable.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaglevTableTest {
    private static final long SEED = 0x5EED_0003;
    private static final int SIZE = 65_537;

    @Test
    void equalWeightsGiveEachBackendTheSameNumberOfSlotsGiveOrTakeOne() {
        for (int run = 0; run < 40; run++) {
            var random = new Random(SEED + run);
            var backends = backends(1 + random.nextInt(200), random);
            int[] slots = MaglevTable.build(backends, 4099).slotsPerBackend();
            int most = Arrays.stream(slots).max().orElseThrow();
            int least = Arrays.stream(slots).min().orElseThrow();
            assertThat(most - least).as("seed %d", SEED + run).isLessThanOrEqualTo(1);
            assertThat(Arrays.stream(slots).sum()).isEqualTo(4099);
        }
    }

    @Test
    void slotsDifferFromTheShareOfTheWeightsByRoundingOnly() {
        for (int run = 0; run < 40; run++) {
            var random = new Random(SEED + run);
            var backends = new ArrayList<Backend>();
            long total = 0;
            for (var backend : backends(1 + random.nextInt(100), random)) {
                int weight = 1 + random.nextInt(1 + random.nextInt(1000));
                backends.add(new Backend(backend.name(), weight));
                total += weight;
            }
            int[] slots = MaglevTable.build(backends, SIZE).slotsPerBackend();
            for (int i = 0; i < slots.length; i++) {
                double share = (double) SIZE * backends.get(i).weight() / total;
                assertThat(Math.abs(slots[i] - share))
                        .as("%s of %d, seed %d", backends.get(i), total, SEED + run)
                        .isLessThan(2 + share / SIZE * slots.length);
            }
        }
    }

    @Test
    void theOrderInWhichBackendsAreListedDoesNotMatter() {
        for (int run = 0; run < 20; run++) {
            var random = new Random(SEED + run);
            var backends = backends(1 + random.nextInt(50), random);
            var shuffled = new ArrayList<>(backends);
            Collections.shuffle(shuffled, random);
            var table = MaglevTable.build(backends, 1009);
            var other = MaglevTable.build(shuffled, 1009);
            for (int slot = 0; slot < 1009; slot++) {
                assertThat(shuffled.get(other.slot(slot)))
                        .as("slot %d, seed %d", slot, SEED + run)
                        .isEqualTo(backends.get(table.slot(slot)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 500})
    void removingOneBackendMovesFewOtherSlots(int count) {
        var backends = backends(count, new Random(SEED));
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
        assertThatThrownBy(() -> MaglevTable.build(backends(4, new Random(SEED)), 3))
                .hasMessage("backends of a table of 3: 4 (expected: 0..3)");
        assertThatThrownBy(() -> new Backend("a", 0)).hasMessage("weight of a: 0 (expected: 1..1000)");
    }

    private static List<Backend> backends(int count, Random random) {
        var backends = new ArrayList<Backend>();
        for (int i = 0; i < count; i++) {
            backends.add(new Backend("10." + random.nextInt(256) + "." + i / 256 + "." + i % 256 + ":9000", 1));
        }
        return backends;
    }
}
