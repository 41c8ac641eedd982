package io.headgate.log;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.disk.SyncOutcome;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogCrashTest {
    /** A log beside its model, through crashes. */
    private static final class Run {
        final FragileDisk disk = new FragileDisk();
        DurableLog log;

        /** The model after each change since the last crash, what the last recovery found first. */
        List<LogModel> states = new ArrayList<>(List.of(LogModel.EMPTY));

        /** Of these the first that a crash may leave. */
        int acknowledged;

        Run() {
            log = OpenLog.on(disk).log();
        }

        LogModel now() {
            return states.getLast();
        }

        void append(long slot, long ballot, int length) {
            ByteBuffer payload = OpenLog.payload(slot, ballot, length);
            if (log.append(slot, ballot, (byte) (slot % 3), payload) == Admission.TAKEN) {
                states.add(now().append(slot, new LogModel.Entry(ballot, (byte) (slot % 3), payload)));
            }
        }

        void keep(int name, int length) {
            ByteBuffer value = OpenLog.payload(name, states.size(), length);
            log.keep(name, value);
            states.add(now().keep(name, value));
        }

        void truncate(long slot) {
            log.truncateThrough(slot);
            states.add(now().truncate(slot));
        }

        void sync() {
            int state = states.size() - 1;
            log.sync(outcome -> {
                if (outcome == SyncOutcome.DURABLE) {
                    acknowledged = Math.max(acknowledged, state);
                }
            });
        }

        /** After a crash: opens the log, and compares what is there. */
        void recover() {
            OpenLog opened = OpenLog.on(disk);
            log = opened.log();
            LogModel found = LogModel.of(log, opened.recovery());
            assertThat(states.subList(acknowledged, states.size())).contains(found);
            assertThat(opened.recovery().findings()).noneMatch(finding -> finding.severity() == Finding.Severity.LOST);
            states = new ArrayList<>(List.of(found));
            acknowledged = 0;
        }

        /** Opens the log and cuts the power on the way, after so many operations. */
        void recoverPartly(int operations, long seed) {
            disk.cutAfter(operations);
            try {
                OpenLog.on(disk);
            } catch (FragileDisk.Cut _) {
                // As planned.
            }
            disk.failPower(seed);
        }
    }

    @HegelTest(testCases = 1000)
    void afterAnyCrashesALogHoldsWhatWasAcknowledgedAndNothingThatWasNotWritten(TestCase tc) {
        Run run = new Run();
        int steps = tc.draw(integers(0, 60), "steps");
        for (int i = 0; i < steps; i++) {
            String step = tc.draw(sampledFrom(
                    "append",
                    "append",
                    "append",
                    "keep",
                    "sync",
                    "sync",
                    "end",
                    "end",
                    "truncate",
                    "maintain",
                    "crash",
                    "kill"));
            switch (step) {
                case "append" -> {
                    long slot = run.now().truncatedThrough() + 1 + tc.draw(integers(0, 12));
                    run.append(
                            slot,
                            run.now().ballot(slot) + tc.draw(integers(0, 2)),
                            tc.draw(integers(0, OpenLog.SMALL.mostPayloadBytes())));
                }
                case "keep" -> run.keep(tc.draw(integers(0, DurableLog.HARD_STATES - 1)), tc.draw(integers(0, 128)));
                case "sync" -> run.sync();
                case "end" -> run.disk.endSync();
                case "truncate" -> run.truncate(run.now().truncatedThrough() + tc.draw(integers(0, 8)));
                case "maintain" -> run.log.maintain();
                case "kill" -> {
                    run.disk.kill();
                    while (tc.draw(booleans(), "recovery crashes")) {
                        run.recoverPartly(tc.draw(integers(0, 30)), tc.draw(longs(0, Long.MAX_VALUE)));
                    }
                    run.recover();
                }
                default -> {
                    run.disk.failPower(tc.draw(longs(0, Long.MAX_VALUE), "survival"));
                    while (tc.draw(booleans(), "recovery crashes")) {
                        run.recoverPartly(tc.draw(integers(0, 30)), tc.draw(longs(0, Long.MAX_VALUE)));
                    }
                    run.recover();
                }
            }
            assertThat(LogModel.of(run.log, hardStates(run.now()))).isEqualTo(run.now());
        }
    }

    /** While a log is open its caller knows the hard state. */
    private static Recovery hardStates(LogModel model) {
        java.util.TreeMap<Integer, HardState> states = new java.util.TreeMap<>();
        model.hardStates().forEach((name, value) -> states.put(name, new HardState.Intact(value)));
        return new Recovery(states, List.of(), model.truncatedThrough(), List.of());
    }

    /** Long enough for three segments, overwrites, hard state, truncation. */
    private static void work(Run run) {
        for (int round = 1; round <= 12; round++) {
            long base = run.now().truncatedThrough();
            for (int i = 1; i <= 3; i++) {
                run.append(base + i, round, 900 * i);
            }
            run.keep(round % 3, 8);
            run.sync();
            run.append(base + 5, round, 10);
            run.sync();
            run.disk.endSync();
            if (round % 4 == 0) {
                run.truncate(base + 2);
                run.disk.endSyncs();
                run.log.maintain();
            }
        }
        run.disk.endSyncs();
    }

    @Test
    void thePowerMayFailBeforeAnyOperationAndAgainDuringRecovery() {
        Run whole = new Run();
        whole.disk.cutAfter(Integer.MAX_VALUE);
        work(whole);
        int operations = whole.disk.operations();
        assertThat(whole.log.diskBytes()).isGreaterThan(2L * OpenLog.SMALL.segmentBytes());
        for (int cut = 0; cut <= operations; cut++) {
            for (long seed = 0; seed < 4; seed++) {
                Run run = new Run();
                run.disk.cutAfter(cut);
                try {
                    work(run);
                } catch (FragileDisk.Cut _) {
                    // As planned.
                }
                if (seed % 2 == 0) {
                    run.disk.failPower(seed);
                } else {
                    run.disk.kill();
                }
                run.recoverPartly((int) (cut + 7 * seed) % 14, seed + cut);
                run.recover();
                run.append(run.now().truncatedThrough() + 100, 100, 100);
                OpenLog.sync(run.log, run.disk);
            }
        }
    }
}
