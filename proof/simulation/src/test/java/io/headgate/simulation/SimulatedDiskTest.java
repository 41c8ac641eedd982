package io.headgate.simulation;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.disk.DiskException;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import io.headgate.property.Generator;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest {
    private static final Settings SETTINGS = new Settings().testCases(500).database("disabled");
    private static final Survival LOSES_ALL = Survival.of(1);

    private final Deque<Runnable> syncs = new ArrayDeque<>();
    private final SimulatedDisk disk = disk(syncs);

    @Test
    void aFileWhoseNameWasNotSyncedIsGoneAfterAPowerFailureEvenIfItsContentWas() {
        DiskFile file = disk.create("a");
        file.append(bytes("one"));
        assertThat(sync(file::sync)).isEqualTo(SyncOutcome.DURABLE);
        disk.failPower(LOSES_ALL);
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void aFileWhoseContentWasNotSyncedIsEmptyAfterAPowerFailureEvenIfItsNameWas() {
        disk.create("a").append(bytes("one"));
        assertThat(sync(disk::sync)).isEqualTo(SyncOutcome.DURABLE);
        disk.failPower(LOSES_ALL);
        assertThat(disk.list()).containsExactly("a");
        assertThat(disk.open("a").size()).isZero();
    }

    @Test
    void aSyncIsNotCompleteBeforeItsTimeHasCome() {
        DiskFile file = disk.create("a");
        sync(disk::sync);
        file.append(bytes("one"));
        file.sync(_ -> {});
        disk.failPower(LOSES_ALL);
        assertThat(disk.open("a").size()).isZero();
    }

    @Test
    void replacingAFileByTheBookLeavesTheOldOrTheNewOneAtAnyTime() {
        Hegel.test(
                tc -> {
                    Deque<Runnable> ends = new ArrayDeque<>();
                    SimulatedDisk fresh = disk(ends);
                    fresh.create("a").append(bytes("old"));
                    fresh.open("a").sync(_ -> {});
                    fresh.sync(_ -> {});
                    ends.forEach(Runnable::run);
                    ends.clear();
                    int steps = tc.draw(integers(0, 5), "steps");
                    if (steps > 0) {
                        fresh.create("a.new");
                    }
                    if (steps > 1) {
                        fresh.open("a.new").append(bytes("new"));
                    }
                    if (steps > 2) {
                        fresh.open("a.new").sync(_ -> {});
                        ends.remove().run();
                    }
                    if (steps > 3) {
                        fresh.rename("a.new", "a");
                    }
                    if (steps > 4) {
                        fresh.sync(_ -> {});
                        ends.remove().run();
                    }
                    fresh.failPower(Survival.of(tc.draw(longs(1, Long.MAX_VALUE), "seed")));
                    String left = text(fresh.open("a"));
                    if (steps < 4) {
                        assertThat(left).isEqualTo("old");
                    } else if (steps > 4) {
                        assertThat(left).isEqualTo("new");
                    } else {
                        assertThat(left).isIn("old", "new");
                    }
                },
                SETTINGS);
    }

    /** A change of names, of few. */
    private record Step(int kind, String name, String other) {}

    private static final Generator<String> NAMES = integers(0, 3).map(number -> "f" + number);
    private static final Generator<Step> STEPS =
            composite(tc -> new Step(tc.draw(integers(0, 3)), tc.draw(NAMES), tc.draw(NAMES)));

    @Test
    void afterAPowerFailureTheNamesAreThoseOfSomeTimeSinceTheLastSync() {
        Hegel.test(
                tc -> {
                    Deque<Runnable> ends = new ArrayDeque<>();
                    SimulatedDisk fresh = disk(ends);
                    // Names with the content of their files, after each change since the last sync.
                    List<Map<String, String>> states = new ArrayList<>(List.of(new TreeMap<>()));
                    int made = 0;
                    for (Step step : tc.draw(lists(STEPS), "steps")) {
                        Map<String, String> next = new TreeMap<>(states.getLast());
                        switch (step.kind) {
                            case 0 -> {
                                if (!fresh.exists(step.name)) {
                                    String content = "content " + made++;
                                    DiskFile file = fresh.create(step.name);
                                    file.append(bytes(content));
                                    file.sync(_ -> {});
                                    ends.remove().run();
                                    next.put(step.name, content);
                                }
                            }
                            case 1 -> {
                                if (fresh.exists(step.name)) {
                                    fresh.rename(step.name, step.other);
                                    String content = next.remove(step.name);
                                    next.put(step.other, content);
                                }
                            }
                            case 2 -> {
                                if (fresh.exists(step.name)) {
                                    fresh.delete(step.name);
                                    next.remove(step.name);
                                }
                            }
                            default -> {
                                fresh.sync(_ -> {});
                                ends.remove().run();
                                states.clear();
                            }
                        }
                        states.add(next);
                        assertThat(contents(fresh)).isEqualTo(next);
                    }
                    long seed = tc.draw(longs(1, Long.MAX_VALUE), "seed");
                    fresh.failPower(Survival.of(seed));
                    if (seed == 1) {
                        assertThat(contents(fresh)).isEqualTo(states.getFirst());
                    } else {
                        assertThat(states).contains(contents(fresh));
                    }
                },
                SETTINGS);
    }

    @Test
    void aFailingSyncSaysSoAndLeavesNothingDurableForTheNextOne() {
        Fault.Storage failing = new Fault.Storage(FaultKind.FAILING_SYNC, 0, 0, 1, 0, 0);
        DiskFile file = disk.create("a");
        sync(disk::sync);
        file.append(bytes("one"));
        disk.begin(failing);
        assertThat(sync(file::sync)).isEqualTo(SyncOutcome.FAILED);
        assertThat(sync(disk::sync)).isEqualTo(SyncOutcome.FAILED);
        disk.end(failing);
        assertThat(sync(file::sync)).isEqualTo(SyncOutcome.DURABLE);
        assertThat(text(file)).isEqualTo("one");
        disk.failPower(LOSES_ALL);
        assertThat(text(disk.open("a"))).isEmpty();
    }

    @Test
    void aFullDiskTakesNothingThatMakesItFuller() {
        Fault.Storage full = new Fault.Storage(FaultKind.FULL_DISK, 0, 0, 1, 0, 0);
        DiskFile file = disk.create("a");
        file.append(bytes("one"));
        disk.begin(full);
        assertThatThrownBy(() -> file.append(bytes("two")))
                .isInstanceOfSatisfying(
                        DiskException.class,
                        thrown -> assertThat(thrown.reason()).isEqualTo(DiskException.Reason.FULL));
        assertThatThrownBy(() -> disk.create("b")).isInstanceOf(DiskException.class);
        file.write(0, bytes("ONE"));
        assertThat(text(file)).isEqualTo("ONE");
        disk.end(full);
        file.append(bytes("two"));
        assertThat(text(file)).isEqualTo("ONEtwo");
    }

    @Test
    void whatIsNotThereOrThereTwiceIsRefusedByName() {
        disk.create("a");
        assertThatThrownBy(() -> disk.open("b"))
                .isInstanceOf(DiskException.class)
                .hasMessage("open b: there is no such file, only [a]");
        assertThatThrownBy(() -> disk.create("a"))
                .isInstanceOf(DiskException.class)
                .hasMessage("create a: there is such a file");
    }

    @Test
    void aMisdirectedWriteGoesToAnotherFileOrPlace() {
        int elsewhere = 0;
        for (long seed = 0; seed < 20; seed++) {
            Deque<Runnable> ends = new ArrayDeque<>();
            SimulatedDisk fresh = disk(ends);
            for (String name : List.of("a", "b")) {
                fresh.create(name).append(ByteBuffer.allocate(2 * SimulatedFile.SECTOR));
                fresh.open(name).sync(_ -> {});
            }
            fresh.sync(_ -> {});
            ends.forEach(Runnable::run);
            ends.clear();
            fresh.misdirectNext(seed);
            fresh.open("a").write(0, bytes("here"));
            fresh.open("a").sync(_ -> {});
            ends.remove().run();
            fresh.failPower(LOSES_ALL);
            assertThat(text(fresh.open("a"))).doesNotStartWith("here");
            elsewhere += (text(fresh.open("a")) + text(fresh.open("b"))).contains("here") ? 1 : 0;
        }
        assertThat(elsewhere).as("of 20, how often within a file").isGreaterThan(5);
    }

    @Test
    void bitRotHitsWhatIsDurableOnly() {
        DiskFile file = disk.create("a");
        sync(disk::sync);
        file.append(bytes("one"));
        disk.rot(1);
        assertThat(text(file)).isEqualTo("one");
        sync(file::sync);
        disk.rot(1);
        assertThat(text(file)).isNotEqualTo("one").hasSize(3);
    }

    private SyncOutcome sync(Consumer<Consumer<SyncOutcome>> what) {
        List<SyncOutcome> outcome = new ArrayList<>();
        what.accept(outcome::add);
        assertThat(outcome).as("a sync never ends before the call returns").isEmpty();
        syncs.remove().run();
        return outcome.getFirst();
    }

    private static SimulatedDisk disk(Deque<Runnable> syncs) {
        return new SimulatedDisk(new SimulatedDisk.Controller() {
            @Override
            public void syncLater(String what, Supplier<SyncOutcome> end, Consumer<SyncOutcome> completion) {
                syncs.add(() -> completion.accept(end.get()));
            }

            @Override
            public void changed(String what) {}
        });
    }

    private static Map<String, String> contents(SimulatedDisk disk) {
        Map<String, String> contents = new TreeMap<>();
        disk.list().forEach(name -> contents.put(name, text(disk.open(name))));
        return contents;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private static String text(DiskFile file) {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        file.read(0, content);
        return new String(content.array(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
