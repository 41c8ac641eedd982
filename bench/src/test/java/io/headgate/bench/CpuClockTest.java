package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuClockTest {
    private static final long TICK = 10_000_000;

    @TempDir
    private Path proc;

    private CpuClock clock;

    @BeforeEach
    void clockOfTheFakeProcessFileSystem() {
        clock = new CpuClock(proc, TICK);
    }

    @Test
    void nanosecondsOfAllThreadsAreAddedUp() throws IOException {
        writeStat(7, 10, 20, 0, 0);
        writeThread(7, 7, 100_000_001);
        writeThread(7, 8, 200_000_002);
        assertThat(clock.sample(List.of(7L)))
                .isEqualTo(new CpuClock.Sample(300_000_003, 10 * TICK, 20 * TICK, 2 * TICK));
    }

    @Test
    void processesAndTheirWaitedForChildrenAreAddedUp() throws IOException {
        writeStat(7, 1, 20, 300, 4_000);
        writeThread(7, 7, 5);
        writeStat(9, 2, 30, 400, 5_000);
        writeThread(9, 9, 6);
        assertThat(clock.sample(List.of(7L, 9L)))
                .isEqualTo(new CpuClock.Sample(11, 703 * TICK, 9_050 * TICK, 4 * TICK));
    }

    @Test
    void aProcessThatIsGoneCountsForNothing() throws IOException {
        assertThat(clock.sample(List.of(7L))).isEqualTo(new CpuClock.Sample(0, 0, 0, 2 * TICK));
    }

    @Test
    void nanosecondsCountWhenTheTicksAgreeWithinTheirRounding() {
        var before = new CpuClock.Sample(1_000_000_000, 50 * TICK, 50 * TICK, 2 * TICK);
        var after = new CpuClock.Sample(2_004_000_000, 70 * TICK, 132 * TICK, 2 * TICK);
        assertThat(before.until(after)).isEqualTo(new CpuTime(1_004_000_000, 20 * TICK, 82 * TICK));
    }

    @Test
    void ticksCountWhenAThreadHasTakenItsNanosecondsWithIt() {
        var before = new CpuClock.Sample(1_000_000_000, 50 * TICK, 50 * TICK, 2 * TICK);
        var after = new CpuClock.Sample(1_700_000_000, 70 * TICK, 130 * TICK, 2 * TICK);
        assertThat(before.until(after).nanos()).isEqualTo(100 * TICK);
    }

    @Test
    void theUserShareIsThatOfTheTicks() {
        assertThat(new CpuTime(1, 3 * TICK, 9 * TICK).userShare()).isEqualTo(0.25);
        assertThat(new CpuTime(1, 0, 0).userShare()).isZero();
    }

    @Test
    void onThisMachineWorkOfOneThreadShowsInTheSampleOfItsProcess() throws IOException, InterruptedException {
        var real = CpuClock.ofThisMachine();
        var pids = List.of(ProcessHandle.current().pid());
        var threads = ManagementFactory.getThreadMXBean();
        var before = real.sample(pids);
        long begin = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begin < 20 * TICK) {
            Thread.onSpinWait();
        }
        var spent = before.until(real.sample(pids));
        // A thread of the machine that ends meanwhile may cost the sum its rounding, no more.
        assertThat(spent.nanos()).isGreaterThanOrEqualTo(18 * TICK);
    }

    /** A stat line as proc(5) describes it, with a name made to be misread. */
    private void writeStat(long pid, long user, long system, long childrenUser, long childrenSystem)
            throws IOException {
        var folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.createDirectories(folder.resolve("task"));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (nginx: a) S 1 2 (b) S 1 7 7 0 -1 4194560 98 0 0 0 " + user + " " + system + " " + childrenUser
                        + " " + childrenSystem + " 20 0 1 0 172458 3133440 349\n");
    }

    private void writeThread(long pid, long thread, long nanos) throws IOException {
        var folder = Files.createDirectories(proc.resolve(pid + "/task/" + thread));
        Files.writeString(folder.resolve("schedstat"), nanos + " 641830 2\n");
    }
}
