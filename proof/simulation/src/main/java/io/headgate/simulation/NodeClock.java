package io.headgate.simulation;

/**
 * The clocks of one machine as functions of true time. The monotonic one is linear between changes of rate, and a change
 * keeps what it shows, so it never goes back. Confined to one run.
 */
final class NodeClock {
    /** 2026-01-01T00:00:00Z: when every run begins. */
    static final long EPOCH_MILLIS = 1_767_225_600_000L;

    private static final long MILLION = 1_000_000;

    private final long originNanos;

    /** True time of the last change of rate, and what had passed on this clock by then. */
    private long anchorNanos;

    private long passedNanos;
    private int ppm;
    private long jumpsMillis;

    /**
     * A clock that is right at true time 0.
     *
     * @param originNanos what the monotonic clock shows then
     */
    NodeClock(long originNanos) {
        this.originNanos = originNanos;
    }

    long monotonicNanos(long nowNanos) {
        return originNanos + passed(nowNanos);
    }

    long wallMillis(long nowNanos) {
        return EPOCH_MILLIS + jumpsMillis + passed(nowNanos) / MILLION;
    }

    void setRate(long nowNanos, int ppm) {
        passedNanos = passed(nowNanos);
        anchorNanos = nowNanos;
        this.ppm = ppm;
    }

    void jump(int millis) {
        jumpsMillis += millis;
    }

    /** The shortest true time in which this clock advances by at least so much, if its rate stays. */
    long trueNanos(long localNanos) {
        if (ppm == 0) {
            return localNanos;
        }
        // Whole millions first: a product of nanoseconds and millions may not fit.
        long rate = MILLION + ppm;
        long whole = localNanos / rate * MILLION;
        long rest = localNanos % rate * MILLION;
        return whole + Math.ceilDiv(rest, rate) + (ppm > 0 ? 1 : 0);
    }

    private long passed(long nowNanos) {
        long elapsed = nowNanos - anchorNanos;
        long drift = ppm == 0 ? 0 : elapsed / MILLION * ppm + elapsed % MILLION * ppm / MILLION;
        return passedNanos + elapsed + drift;
    }
}
