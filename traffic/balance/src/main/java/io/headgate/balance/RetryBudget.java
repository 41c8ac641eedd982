package io.headgate.balance;

/**
 * Lets retries be a bounded share of the requests, so that an outage is not doubled by those who react to it. Confined to
 * one event loop.
 *
 * <p>Source: the retry budgets of Finagle (Twitter, 2016) and "Addressing Cascading Failures" in "Site Reliability
 * Engineering" (2016). A retry is paid from one of two accounts. First the share: within the current second and the nine
 * before it, retries paid from here are at most {@code percent} of the requests. Then the floor, for pools with little
 * traffic: a token bucket of {@code minPerSecond} tokens that refills at that rate and starts full.
 *
 * <p>Bound: over any {@code t} seconds at most {@code percent} of the requests of these and the ten seconds before them,
 * plus {@code minPerSecond * (t + 1)}. Cost: constant time and 80 bytes. Worked number: 20% and 3 per second, 1000 requests
 * per second that all fail: 200 to 203 retries per second, that is a fifth more load and not twice.
 */
public final class RetryBudget {
    private static final int SECONDS = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final Range PERCENT = new Range(0, 1000);
    private static final Range PER_SECOND = new Range(0, 1_000_000);

    private final int percent;
    private final int minPerSecond;

    /** By second, modulo {@link #SECONDS}. */
    private final int[] requests = new int[SECONDS];

    /** Likewise, of those paid from the share. */
    private final int[] retries = new int[SECONDS];

    /** Sums of the arrays. */
    private long recentRequests;

    private long recentRetries;

    /** Start of the current second, and its place in the arrays. */
    private long secondNanos;

    private int second;

    /** The floor's account in tokens times nanoseconds per second, as of {@link #refilledNanos}. */
    private long floor;

    private long refilledNanos;

    /**
     * A budget without requests yet.
     *
     * @param percent retries per 100 requests, {@code 0..1000}; usually 20
     * @param minPerSecond retries per second that are always allowed, {@code 0..1000000}
     */
    public RetryBudget(int percent, int minPerSecond, long nowNanos) {
        PERCENT.check("percent", percent);
        PER_SECOND.check("minPerSecond", minPerSecond);
        this.percent = percent;
        this.minPerSecond = minPerSecond;
        this.secondNanos = nowNanos;
        this.refilledNanos = nowNanos;
        this.floor = minPerSecond * NANOS_PER_SECOND;
    }

    /** Counts a request, once, however often it is retried. */
    public void requestStarted(long nowNanos) {
        advance(nowNanos);
        requests[second]++;
        recentRequests++;
    }

    /** Takes one retry from the budget, if there is one; otherwise false, and nothing is taken. */
    public boolean tryRetry(long nowNanos) {
        advance(nowNanos);
        if ((recentRetries + 1) * 100 <= recentRequests * percent) {
            retries[second]++;
            recentRetries++;
            return true;
        }
        refill(nowNanos);
        if (floor < NANOS_PER_SECOND) {
            return false;
        }
        floor -= NANOS_PER_SECOND;
        return true;
    }

    private void advance(long nowNanos) {
        long passed = (nowNanos - secondNanos) / NANOS_PER_SECOND;
        secondNanos += passed * NANOS_PER_SECOND;
        for (long i = Math.min(passed, SECONDS); i > 0; i--) {
            second = (second + 1) % SECONDS;
            recentRequests -= requests[second];
            recentRetries -= retries[second];
            requests[second] = 0;
            retries[second] = 0;
        }
    }

    private void refill(long nowNanos) {
        long elapsedNanos = Math.min(nowNanos - refilledNanos, NANOS_PER_SECOND);
        floor = Math.min(floor + elapsedNanos * minPerSecond, minPerSecond * NANOS_PER_SECOND);
        refilledNanos = nowNanos;
    }
}
