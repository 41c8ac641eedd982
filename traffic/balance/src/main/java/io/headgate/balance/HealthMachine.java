package io.headgate.balance;

import java.util.ArrayList;
import java.util.List;

/**
 * The active health check of one endpoint, without I/O. Confined to one thread.
 *
 * <pre>
 *            first pass                 `unhealthy` failures in a row
 *  PENDING ──────────────▶ HEALTHY ──────────────────────────────────▶ UNHEALTHY
 *                             ▲                                             │
 *                             └─────────────────────────────────────────────┘
 *                                     `healthy` passes in a row
 * </pre>
 *
 * <p>The owner carries out effects in order, feeds every probe's result back, and ticks at the time of the last
 * {@link Effect.WakeAt}; ticks at other times do no harm. At most one probe is on its way. One that has no result by its
 * deadline has failed, and its result is ignored if it still comes.
 *
 * <p>While PENDING, and while an UNHEALTHY endpoint passes, the interval is a quarter: a new or recovered endpoint is
 * wanted soon. It is not shortened for failures: a pool in trouble is not helped by more probes.
 */
public final class HealthMachine {
    private static final int FAST_DIVISOR = 4;
    private static final long NO_PROBE = 0;

    private final HealthPolicy policy;
    private Health health;
    private boolean started;

    /** Results in a row that speak against {@link #health}; below the run that would change it. */
    private int contrary;

    /** Id of the probe on its way, or {@link #NO_PROBE}. */
    private long probe = NO_PROBE;

    /** Last id given out; grows by one per probe. */
    private long lastProbe;

    /** When the last probe left and when its result is due; the latter has meaning while one is on its way. */
    private long sentNanos;

    private long deadlineNanos;

    /** When the next probe leaves; has meaning while none is on its way. */
    private long nextNanos;

    /** What the machine is told. */
    public sealed interface Input {
        /**
         * Begin. The first of all inputs, once.
         *
         * @param spreadNanos the first probe leaves at a random time within this, {@code 0} for at once: for many
         *     endpoints that start together
         */
        record Start(long spreadNanos) implements Input {
            public Start {
                new Range(0, Long.MAX_VALUE / 2).check("spreadNanos", spreadNanos);
            }
        }

        /** Time has passed. */
        record Tick() implements Input {}

        /** The endpoint answered as it should. */
        record ProbePassed(long probeId) implements Input {}

        /** It did not; {@code why} is for people. */
        record ProbeFailed(long probeId, String why) implements Input {}
    }

    /** What the machine wants done. */
    public sealed interface Effect {
        /** Probe the endpoint, and report under {@code probeId}. May be abandoned at the deadline. */
        record SendProbe(long probeId, long deadlineNanos) implements Effect {}

        /** Tick then. Replaces the one before. */
        record WakeAt(long nanos) implements Effect {}

        /** The verdict changed; {@code why} is for people. */
        record Changed(Health from, Health to, String why) implements Effect {}
    }

    /**
     * A machine that has not started.
     *
     * @param initial {@link Health#PENDING} for a new endpoint; the last verdict if only the policy is new
     */
    public HealthMachine(HealthPolicy policy, Health initial) {
        this.policy = policy;
        this.health = initial;
    }

    /**
     * Takes one input.
     *
     * @param randomBits 64 uniformly random bits, for jitter
     * @return what to do, in order; the last is a {@link Effect.WakeAt}. Empty if the input was the result of a probe no
     *     longer awaited; then the last WakeAt stands.
     * @throws IllegalStateException if the first input is not {@link Input.Start}, or another one is
     */
    public List<Effect> step(Input input, long nowNanos, long randomBits) {
        if (started == input instanceof Input.Start) {
            throw new IllegalStateException("input: " + input + " (expected: Start first, and only once)");
        }
        var effects = new ArrayList<Effect>(3);
        switch (input) {
            case Input.Start(var spreadNanos) -> start(spreadNanos, nowNanos, randomBits);
            case Input.Tick() -> expire(effects, nowNanos, randomBits);
            case Input.ProbePassed(var probeId) -> {
                if (!awaits(probeId)) {
                    return List.of();
                }
                if (!expire(effects, nowNanos, randomBits)) {
                    passed(effects);
                    finish(nowNanos, randomBits);
                }
            }
            case Input.ProbeFailed(var probeId, var why) -> {
                if (!awaits(probeId)) {
                    return List.of();
                }
                if (!expire(effects, nowNanos, randomBits)) {
                    failed(why, effects);
                    finish(nowNanos, randomBits);
                }
            }
        }
        sendIfDue(effects, nowNanos);
        effects.add(new Effect.WakeAt(probe == NO_PROBE ? nextNanos : deadlineNanos));
        return effects;
    }

    /** The current verdict. */
    public Health health() {
        return health;
    }

    private void start(long spreadNanos, long nowNanos, long randomBits) {
        started = true;
        nextNanos = nowNanos + Math.unsignedMultiplyHigh(randomBits, spreadNanos);
    }

    private boolean awaits(long probeId) {
        return probe != NO_PROBE && probe == probeId;
    }

    /** Fails the probe on its way if its time is up; returns whether it was. */
    private boolean expire(List<Effect> effects, long nowNanos, long randomBits) {
        if (probe == NO_PROBE || deadlineNanos - nowNanos > 0) {
            return false;
        }
        failed("no answer within " + policy.timeout().toMillis() + " ms", effects);
        finish(nowNanos, randomBits);
        return true;
    }

    private void passed(List<Effect> effects) {
        switch (health) {
            case PENDING -> change(Health.HEALTHY, "first probe passed", effects);
            case HEALTHY -> contrary = 0;
            case UNHEALTHY -> {
                if (++contrary == policy.healthy()) {
                    change(Health.HEALTHY, policy.healthy() + " probes in a row passed", effects);
                }
            }
        }
    }

    private void failed(String why, List<Effect> effects) {
        switch (health) {
            case PENDING -> {}
            case HEALTHY -> {
                if (++contrary == policy.unhealthy()) {
                    change(Health.UNHEALTHY, policy.unhealthy() + " probes in a row failed, the last: " + why, effects);
                }
            }
            case UNHEALTHY -> contrary = 0;
        }
    }

    private void change(Health to, String why, List<Effect> effects) {
        effects.add(new Effect.Changed(health, to, why));
        health = to;
        contrary = 0;
    }

    private void finish(long nowNanos, long randomBits) {
        probe = NO_PROBE;
        boolean fast = health == Health.PENDING || (health == Health.UNHEALTHY && contrary > 0);
        long intervalNanos = policy.interval().toNanos() / (fast ? FAST_DIVISOR : 1);
        long next = sentNanos + jittered(intervalNanos, randomBits);
        nextNanos = next - nowNanos > 0 ? next : nowNanos;
    }

    private long jittered(long intervalNanos, long randomBits) {
        long most = intervalNanos / 100 * policy.jitterPercent();
        return intervalNanos - most + Math.unsignedMultiplyHigh(randomBits, 2 * most + 1);
    }

    private void sendIfDue(List<Effect> effects, long nowNanos) {
        if (probe == NO_PROBE && nextNanos - nowNanos <= 0) {
            probe = ++lastProbe;
            sentNanos = nowNanos;
            deadlineNanos = nowNanos + policy.timeout().toNanos();
            effects.add(new Effect.SendProbe(probe, deadlineNanos));
        }
    }
}
