package io.headgate.balance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint as it lives: what is in flight, how it answers, whether it is in use. Confined to one event loop.
 *
 * <p>It outlives the {@link Balancer} it was taken from: a successor goes on with the same object as long as the pool
 * lists the id, so a request that began before a change of the pool ends where it is counted.
 */
public final class EndpointState {
    private final PeakLatency latency = new PeakLatency();

    /** As last configured; the only thing about an endpoint that a change of the pool replaces. */
    private EndpointSpec spec;

    /** The balancer that decides over this endpoint now; null once the pool no longer lists it. */
    private @Nullable Balancer owner;

    /** Position in {@link #owner}, -1 without one. */
    private int index = -1;

    private int inFlight;
    private Health health;

    /** Whether {@link #health} was ever HEALTHY since it was last PENDING. */
    private boolean passed;

    /** Failures since the last success or return. */
    private int failures;

    private boolean ejected;

    /** End of the ejection; has meaning while {@link #ejected}. */
    private long ejectedUntilNanos;

    /** Ejections in a row as of the last one; {@link #returnedNanos} says since when it shrinks. */
    private int ejections;

    /** End of the last ejection; has meaning while {@link #ejections} is above 0 and not {@link #ejected}. */
    private long returnedNanos;

    /** When the endpoint last came into use; has meaning while {@link #available}. */
    private long availableSinceNanos;

    EndpointState(EndpointSpec spec, Health health, long nowNanos) {
        this.spec = spec;
        this.health = health;
        this.passed = health == Health.HEALTHY;
        this.availableSinceNanos = nowNanos;
    }

    /** The configured identity; never changes. */
    public String id() {
        return spec.id();
    }

    /** The position in the pool's newest balancer, or -1 once the pool no longer lists this endpoint. */
    public int index() {
        return index;
    }

    /** Requests begun and not yet ended. */
    public int inFlight() {
        return inFlight;
    }

    /** What active checks last said. */
    public Health health() {
        return health;
    }

    /** Whether it is out of use because requests failed. */
    public boolean ejected() {
        return ejected;
    }

    EndpointSpec spec() {
        return spec;
    }

    @Nullable
    Balancer owner() {
        return owner;
    }

    void adopt(Balancer newOwner, int newIndex, EndpointSpec newSpec, long nowNanos) {
        if (newSpec.takesNewWork() && !spec.takesNewWork()) {
            availableSinceNanos = nowNanos;
        }
        owner = newOwner;
        index = newIndex;
        spec = newSpec;
    }

    void abandon() {
        owner = null;
        index = -1;
    }

    /** Takes new work and ever passed: used in panic. */
    boolean known() {
        return spec.takesNewWork() && passed;
    }

    /** Takes new work, healthy and not ejected: used. */
    boolean available() {
        return spec.takesNewWork() && serving();
    }

    /** Healthy and not ejected, whether or not it takes new work. */
    boolean serving() {
        return health == Health.HEALTHY && !ejected;
    }

    void health(Health verdict, long nowNanos) {
        if (verdict == Health.HEALTHY && health != Health.HEALTHY) {
            availableSinceNanos = nowNanos;
        }
        health = verdict;
        passed = verdict == Health.HEALTHY || (verdict == Health.UNHEALTHY && passed);
    }

    void begin() {
        inFlight++;
    }

    void end(Outcome outcome, long latencyNanos, long nowNanos, double halfLivesPerNano) {
        if (inFlight == 0) {
            throw new IllegalStateException(id() + ": end without begin (expected: as many as begun)");
        }
        inFlight--;
        switch (outcome) {
            case SUCCESS -> {
                failures = 0;
                latency.observe(latencyNanos, nowNanos, halfLivesPerNano);
            }
            case FAILURE, CONNECT_FAILURE -> {
                failures++;
                latency.observeFailure(latencyNanos, nowNanos, halfLivesPerNano);
            }
            case CANCELLED -> {}
        }
    }

    int failures() {
        return failures;
    }

    double latencyNanos(long nowNanos, double halfLivesPerNano) {
        return latency.at(nowNanos, halfLivesPerNano);
    }

    /** Takes it out of use, and says for how long. */
    Duration eject(Ejection ejection, long nowNanos) {
        if (ejections > 0) {
            long forgiven = (nowNanos - returnedNanos) / ejection.base().toNanos();
            ejections = (int) Math.max(0, ejections - forgiven);
        }
        ejections = Math.min(ejections + 1, Ejection.MAX_MULTIPLE);
        var duration = ejection.base().multipliedBy(ejections);
        ejected = true;
        ejectedUntilNanos = nowNanos + duration.toNanos();
        return duration;
    }

    long ejectedUntilNanos() {
        return ejectedUntilNanos;
    }

    void takeBack(long nowNanos) {
        ejected = false;
        failures = 0;
        returnedNanos = nowNanos;
        availableSinceNanos = nowNanos;
    }

    long availableSinceNanos() {
        return availableSinceNanos;
    }
}
