package io.headgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Reads what processes have spent on the CPU from Linux's process accounting. Immutable.
 *
 * <p>The kernel keeps two accounts and neither is enough alone:
 *
 * <ul>
 *   <li>{@code /proc/PID/stat} has the user and system time of a process, of its threads that ended and of its children
 *       that it waited for, each rounded down to a tick (10 ms at 100 ticks a second). Their sum follows the scheduler's
 *       clock; how it is split between user and system is sampled at the tick on most kernels.
 *   <li>{@code /proc/PID/task/TID/schedstat} has the scheduler's clock itself in nanoseconds, but a thread that ends
 *       (a JIT compiler's, say) takes its time with it. Kernels without scheduler statistics do not have it.
 * </ul>
 *
 * <p>So a {@link Sample} takes both, and {@link Sample#until} uses the nanoseconds unless the ticks show that time went
 * missing from them: more than the rounding can explain, two ticks for each process and end. Then it uses the ticks.
 *
 * @param proc the folder of the process file system
 * @param nanosPerTick length of a tick
 */
record CpuClock(Path proc, long nanosPerTick) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** Of the fields after the command's name, which proc(5) counts from 3. */
    private static final int USER_TICKS = 14 - 3;

    private static final int SYSTEM_TICKS = 15 - 3;
    private static final int CHILDREN_USER_TICKS = 16 - 3;
    private static final int CHILDREN_SYSTEM_TICKS = 17 - 3;

    /** The clock of this machine, its tick asked from {@code getconf}. */
    static CpuClock ofThisMachine() throws IOException, InterruptedException {
        long ticksPerSecond =
                Long.parseLong(Command.output("getconf", "CLK_TCK").strip());
        return new CpuClock(Path.of("/proc"), NANOS_PER_SECOND / ticksPerSecond);
    }

    /**
     * What a set of processes has spent since each began.
     *
     * @param schedulerNanos by the threads that live, in nanoseconds; 0 where the kernel does not say
     * @param userNanos whole ticks in user space, with ended threads and waited-for children
     * @param systemNanos the same in the kernel
     * @param roundingNanos how much the two before may be short of the truth together
     */
    record Sample(long schedulerNanos, long userNanos, long systemNanos, long roundingNanos) {

        /** What was spent from this sample to a {@code later} one of the same processes. */
        CpuTime until(Sample later) {
            long user = later.userNanos - userNanos;
            long system = later.systemNanos - systemNanos;
            long ticked = user + system;
            long scheduled = later.schedulerNanos - schedulerNanos;
            boolean complete = scheduled >= ticked - Math.max(roundingNanos, later.roundingNanos);
            return new CpuTime(complete ? scheduled : ticked, user, system);
        }
    }

    /** Samples processes that live; one that ends meanwhile counts for nothing, as its parent has its time by then. */
    Sample sample(Collection<Long> pids) throws IOException {
        long scheduler = 0;
        long user = 0;
        long system = 0;
        for (long pid : pids) {
            var folder = proc.resolve(Long.toString(pid));
            try {
                var fields = statFields(Files.readString(folder.resolve("stat")));
                user += Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[CHILDREN_USER_TICKS]);
                system += Long.parseLong(fields[SYSTEM_TICKS]) + Long.parseLong(fields[CHILDREN_SYSTEM_TICKS]);
                scheduler += schedulerNanos(folder.resolve("task"));
            } catch (NoSuchFileException _) {
                // It ended between listing and reading.
            }
        }
        long rounding = 2 * nanosPerTick * pids.size();
        return new Sample(scheduler, user * nanosPerTick, system * nanosPerTick, rounding);
    }

    /** The fields of a stat line from the third, the state, on. The second is a name that may hold blanks and brackets. */
    private static String[] statFields(String line) {
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static long schedulerNanos(Path tasks) throws IOException {
        try (var threads = Files.list(tasks)) {
            return threads.mapToLong(CpuClock::threadNanos).sum();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static long threadNanos(Path thread) {
        try {
            var line = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (NoSuchFileException _) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
