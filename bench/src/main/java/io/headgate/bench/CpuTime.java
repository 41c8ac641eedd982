package io.headgate.bench;

/**
 * CPU time of a set of processes.
 *
 * @param nanos user and system time together
 * @param userNanos of that in user space, in whole ticks
 * @param systemNanos of that in the kernel, in whole ticks
 */
record CpuTime(long nanos, long userNanos, long systemNanos) {

    /** Share of the time that was spent in user space, {@code 0..1}; 0 when there was less than a tick. */
    double userShare() {
        long ticked = userNanos + systemNanos;
        return ticked == 0 ? 0 : (double) userNanos / ticked;
    }
}
