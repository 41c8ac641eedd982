package io.headgate.simulation;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file compared with a model that keeps the whole content after every change. */
final class SimulatedFileTest {
    private static final Settings SETTINGS = new Settings().testCases(500).database("disabled");
    private static final int SECTOR = SimulatedFile.SECTOR;
    private static final int MOST = 4 * SECTOR;

    private sealed interface Step {
        record Write(int position, int length, int filler) implements Step {}

        record Truncate(int size) implements Step {}

        record Sync() implements Step {}
    }

    private static final Generator<Step> STEPS = oneOf(
            composite(tc -> new Step.Write(
                    tc.draw(integers(0, MOST)), tc.draw(integers(0, 2 * SECTOR)), tc.draw(integers(1, 127)))),
            integers(0, MOST).map(Step.Truncate::new),
            just(new Step.Sync()));

    /** What a file may hold after a power failure: its content after each change since the last sync. */
    private static final class Model {
        final List<byte[]> contents = new ArrayList<>(List.of(new byte[0]));

        byte[] newest() {
            return contents.getLast();
        }

        void step(Step step) {
            switch (step) {
                case Step.Write(int position, int length, int filler) -> {
                    if (length > 0) {
                        byte[] content = Arrays.copyOf(newest(), Math.max(newest().length, position + length));
                        Arrays.fill(content, position, position + length, (byte) filler);
                        contents.add(content);
                    }
                }
                case Step.Truncate(int size) -> contents.add(Arrays.copyOf(newest(), size));
                case Step.Sync() -> contents.subList(0, contents.size() - 1).clear();
            }
        }

        boolean mayHold(byte[] content) {
            if (contents.stream().noneMatch(before -> before.length == content.length)) {
                return false;
            }
            for (int start = 0; start < content.length; start += SECTOR) {
                int from = start;
                int to = Math.min(start + SECTOR, content.length);
                if (contents.stream().noneMatch(before -> Arrays.equals(padded(before), from, to, content, from, to))) {
                    return false;
                }
            }
            return true;
        }

        /** Where a file has no bytes a longer one has zeros. */
        private static byte[] padded(byte[] content) {
            return Arrays.copyOf(content, MOST + 2 * SECTOR);
        }
    }

    @Test
    void whatIsReadIsWhatWasWrittenWhetherItIsDurableOrNot() {
        Hegel.test(
                tc -> {
                    SimulatedFile file = new SimulatedFile();
                    Model model = new Model();
                    for (Step step : tc.draw(lists(STEPS), "steps")) {
                        apply(step, file);
                        model.step(step);
                        assertThat(content(file)).isEqualTo(model.newest());
                    }
                },
                SETTINGS);
    }

    @Test
    void aPowerFailureThatLosesAllLeavesWhatWasSyncedLast() {
        Hegel.test(
                tc -> {
                    SimulatedFile file = new SimulatedFile();
                    Model model = new Model();
                    for (Step step : tc.draw(lists(STEPS), "steps")) {
                        apply(step, file);
                        model.step(step);
                    }
                    file.failPower(Survival.of(1));
                    assertThat(content(file)).isEqualTo(model.contents.getFirst());
                },
                SETTINGS);
    }

    @Test
    void afterAPowerFailureEachSectorHoldsWhatItHeldAtSomeTimeSinceTheLastSync() {
        Hegel.test(
                tc -> {
                    SimulatedFile file = new SimulatedFile();
                    Model model = new Model();
                    for (Step step : tc.draw(lists(STEPS), "steps")) {
                        apply(step, file);
                        model.step(step);
                    }
                    file.failPower(Survival.of(tc.draw(longs(2, Long.MAX_VALUE), "seed")));
                    byte[] left = content(file);
                    assertThat(model.mayHold(left)).isTrue();
                    file.failPower(Survival.of(1));
                    assertThat(content(file))
                            .as("what outlived one power failure outlives the next")
                            .isEqualTo(left);
                },
                SETTINGS);
    }

    @Test
    void aWriteOverSeveralSectorsCanBeTornBetweenThem() {
        boolean torn = false;
        for (long seed = 2; seed < 50 && !torn; seed++) {
            SimulatedFile file = new SimulatedFile();
            write(file, 0, 2 * SECTOR, 1);
            file.settle(file.changes());
            write(file, 0, 2 * SECTOR, 2);
            file.failPower(Survival.of(seed));
            byte[] content = content(file);
            torn = content[0] == 1 && content[SECTOR] == 2;
        }
        assertThat(torn)
                .as("the second sector of a write outlives the first in some of 48 failures")
                .isTrue();
    }

    @Test
    void aFailedSyncIsNotTriedAgainByTheNextOne() {
        SimulatedFile file = new SimulatedFile();
        write(file, 0, 10, 1);
        file.settleFailing(file.changes(), Survival.of(0));
        assertThat(content(file))
                .as("what is read does not tell")
                .containsOnly(1)
                .hasSize(10);
        file.settle(file.changes());
        file.failPower(Survival.of(1));
        assertThat(content(file)).isEmpty();
    }

    @Test
    void afterAFailedSyncEachSectorIsDurableOrNot() {
        Hegel.test(
                tc -> {
                    SimulatedFile file = new SimulatedFile();
                    Model model = new Model();
                    for (Step step : tc.draw(lists(STEPS), "steps")) {
                        apply(step, file);
                        model.step(step);
                    }
                    file.settleFailing(file.changes(), Survival.of(tc.draw(longs(2, Long.MAX_VALUE), "seed")));
                    file.failPower(Survival.of(1));
                    assertThat(model.mayHold(content(file))).isTrue();
                },
                SETTINGS);
    }

    @Test
    void onlyWhatWasWrittenBeforeASyncBeganIsDurableWhenItEnds() {
        SimulatedFile file = new SimulatedFile();
        write(file, 0, 10, 1);
        long began = file.changes();
        write(file, 0, 10, 2);
        file.settle(began);
        file.failPower(Survival.of(1));
        assertThat(content(file)).containsOnly(1).hasSize(10);
    }

    @Test
    void bitRotFlipsOneBitOfWhatIsOnTheDisk() {
        Hegel.test(
                tc -> {
                    SimulatedFile file = new SimulatedFile();
                    int length = tc.draw(integers(1, MOST), "length");
                    write(file, 0, length, 85);
                    file.settle(file.changes());
                    file.rot(new SeededRandom(tc.draw(longs(), "seed")));
                    byte[] content = content(file);
                    int flipped = 0;
                    for (byte b : content) {
                        flipped += Integer.bitCount((b ^ 85) & 0xff);
                    }
                    assertThat(flipped).isEqualTo(1);
                },
                SETTINGS);
    }

    @Test
    void aMisdirectedWriteIsSeenOnlyAfterThePowerFailed() {
        SimulatedFile file = new SimulatedFile();
        write(file, 0, 3 * SECTOR, 1);
        file.settle(file.changes());
        write(file, 0, SECTOR, 2);
        file.settleMisdirected(file.changes(), file, new SeededRandom(7));
        assertThat(content(file)[0]).isEqualTo((byte) 2);
        file.failPower(Survival.of(1));
        byte[] content = content(file);
        assertThat(content[0]).as("the sector was not written").isEqualTo((byte) 1);
        assertThat(content.length).isEqualTo(3 * SECTOR);
        assertThat(content[SECTOR] + content[2 * SECTOR])
                .as("another one was, or none")
                .isBetween(2, 3);
    }

    private static void apply(Step step, SimulatedFile file) {
        switch (step) {
            case Step.Write(int position, int length, int filler) -> write(file, position, length, filler);
            case Step.Truncate(int size) -> file.truncate(size);
            case Step.Sync() -> file.settle(file.changes());
        }
    }

    private static void write(SimulatedFile file, int position, int length, int filler) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) filler);
        file.write(position, ByteBuffer.wrap(bytes));
    }

    private static byte[] content(SimulatedFile file) {
        ByteBuffer content = ByteBuffer.allocate(file.size() + 10);
        int length = file.read(0, content);
        assertThat(length).isEqualTo(file.size());
        return Arrays.copyOf(content.array(), length);
    }
}
