package io.headgate.balance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses endpoints of one pool, and keeps what that needs to know of them. Confined to one event loop: one per pool and
 * loop. No method does I/O; times are monotonic nanoseconds, never earlier than in the call before.
 *
 * <h2>Who is usable</h2>
 *
 * <p>An endpoint is <i>known</i> if it takes new work (weight above 0, not draining) and ever passed a check. It is
 * <i>available</i> if it is also healthy now and not ejected. Usually the available ones are usable. If they are fewer
 * than {@link BalancerConfig#panicPercent} of the known ones, the few would only be overrun: this is <i>panic</i>, and all
 * known ones are usable. With none available {@link WhenAllDown} decides. The unknown are never used, nor do they count as
 * missing: adding ten endpoints to a pool of two does not start a panic.
 *
 * <h2>Whose site</h2>
 *
 * <p>Endpoints of the own site carry all new work as long as their available weight times
 * {@link BalancerConfig#spillOverPercent} covers their known weight, and proportionally less below that, if others are
 * available to take the rest. With none available anywhere, the own site is tried first. Whatever the shares say, a
 * request goes to the other tier before it goes where it has been tried, or nowhere. Under Maglev the key decides which
 * tier, so that a partial failure of the own site moves the same keys away and back.
 *
 * <h2>Cost</h2>
 *
 * <p>The usable endpoints lie in arrays that change only when health, ejection or slow start do: {@code O(n)} then, and per
 * pick what the {@link Policy} says. Picks cost {@code O(n)} only while nearly all usable endpoints are at their limit.
 * Slow start moves weights in {@value #SLOW_START_STEPS} steps.
 */
public final class Balancer {
    /** From {@link #pick}: no endpoint is usable. */
    public static final int NONE = -1;

    /** From {@link #pick}: every usable endpoint has as many requests in flight as its limit allows. */
    public static final int FULL = -2;

    /** Events kept for {@link #takeEvents}; the oldest go first when nobody takes them. */
    static final int MAX_EVENTS = 1024;

    private static final int SLOW_START_STEPS = 32;
    private static final int FULL_PERMILLE = 1000;
    private static final int FIRST_PERMILLE = 100;

    /** Share of new work for the own site when it is all of it; shares are in 2^-32. */
    private static final long WHOLE = 1L << 32;

    /** Makes the bits that decide the tier independent of those that decide within it. */
    private static final long TIER_SALT = 0x5851F42D4C957F2DL;

    private final BalancerPlan plan;
    private final EndpointState[] endpoints;
    private final Tier own;
    private final Tier others;
    private final boolean byKey;
    private final double halfLivesPerNano;
    private final ArrayDeque<BalanceEvent> events;

    /** Stays empty. */
    private final Tried nothing = new Tried();

    /** Whether a successor has taken over; then this only ends requests. */
    private boolean retired;

    // What refresh derives from the endpoints.
    private int known;
    private int available;
    private int ejected;
    private boolean panic;
    private long ownShare;

    /** When time alone changes something next: an ejection ends, a weight grows. Has meaning while {@link #timed}. */
    private long wakeNanos;

    private boolean timed;

    /** The first balancer of a pool on a loop. */
    public Balancer(BalancerPlan plan, long nowNanos) {
        this(plan, new ArrayDeque<>(), nowNanos);
        var initial = plan.config().healthChecked() ? Health.PENDING : Health.HEALTHY;
        for (int i = 0; i < endpoints.length; i++) {
            var spec = plan.endpoints().get(i);
            endpoints[i] = new EndpointState(spec, initial, nowNanos);
            endpoints[i].adopt(this, i, spec, nowNanos);
        }
        refresh(nowNanos);
    }

    private Balancer(BalancerPlan plan, ArrayDeque<BalanceEvent> events, long nowNanos) {
        this.plan = plan;
        this.endpoints = new EndpointState[plan.endpoints().size()];
        this.own = plan.newOwnTier(nowNanos);
        this.others = plan.newOthersTier(nowNanos);
        this.byKey = plan.config().policy() instanceof Policy.Maglev;
        this.halfLivesPerNano = plan.halfLivesPerNano();
        this.events = events;
    }

    /**
     * The balancer of the pool as it is configured now. What is known of an endpoint carries over by its id: requests in
     * flight, latency, health, ejection, slow start. Where the new plan has no health checks, all are healthy. This
     * balancer is retired: from now on it only ends requests, like any other of the pool.
     */
    public Balancer successor(BalancerPlan newPlan, long nowNanos) {
        checkNotRetired();
        var next = new Balancer(newPlan, events, nowNanos);
        next.panic = panic;
        boolean checked = newPlan.config().healthChecked();
        for (int i = 0; i < next.endpoints.length; i++) {
            var spec = newPlan.endpoints().get(i);
            int before = plan.indexOf(spec.id());
            var state = before >= 0
                    ? endpoints[before]
                    : new EndpointState(spec, checked ? Health.PENDING : Health.HEALTHY, nowNanos);
            if (!checked) {
                state.health(Health.HEALTHY, nowNanos);
            }
            state.adopt(next, i, spec, nowNanos);
            next.endpoints[i] = state;
        }
        for (var state : endpoints) {
            if (state.owner() == this) {
                state.abandon();
            }
        }
        retired = true;
        next.refresh(nowNanos);
        return next;
    }

    /**
     * Chooses an endpoint for new work. Allocates nothing. Nothing is counted before {@link #begin}.
     *
     * @param hash of the request's key; used by {@link Policy.Maglev} only
     * @param randomBits 64 uniformly random bits; used by the random policies only, and for sharing between sites
     * @param tried endpoints to avoid if there are others; with none left one of them is chosen again
     * @return an index, {@link #NONE} or {@link #FULL}
     */
    public int pick(long hash, long randomBits, Tried tried, long nowNanos) {
        checkNotRetired();
        advance(nowNanos);
        boolean ownFirst = others.size() == 0 || goesToOwnSite(byKey ? hash : randomBits);
        var first = ownFirst ? own : others;
        var second = ownFirst ? others : own;
        int index = choose(first, second, hash, randomBits, tried, nowNanos);
        if (index < 0 && tried.count() > 0) {
            index = choose(first, second, hash, randomBits, nothing, nowNanos);
        }
        if (index >= 0) {
            return index;
        }
        return first.size() + second.size() == 0 ? NONE : FULL;
    }

    private boolean goesToOwnSite(long bits) {
        return ownShare == WHOLE || KeyHash.mix(bits ^ TIER_SALT) >>> 32 < ownShare;
    }

    private static int choose(Tier first, Tier second, long hash, long randomBits, Tried tried, long nowNanos) {
        int index = first.choose(hash, randomBits, tried, nowNanos);
        return index >= 0 ? index : second.choose(hash, randomBits, tried, nowNanos);
    }

    /**
     * Whether an endpoint would take a request, as of the last {@link #pick} or {@link #advance}.
     *
     * @param persisted whether the request belongs to a session there: draining endpoints take those, but unhealthy and
     *     ejected ones do not, even in panic. New work follows the same rules as {@link #pick}.
     */
    public boolean accepts(int index, boolean persisted) {
        var state = endpoints[index];
        if (state.inFlight() >= plan.config().limits().requests()) {
            return false;
        }
        return persisted ? state.serving() : own.slotOf(index) >= 0 || others.slotOf(index) >= 0;
    }

    /** Counts a request as in flight at an endpoint. Each one is ended once, by {@link #end}. */
    public EndpointState begin(int index) {
        checkNotRetired();
        var state = endpoints[index];
        state.begin();
        return state;
    }

    /**
     * Counts a request as no longer in flight, and learns from it. Any balancer of the pool on this loop may be asked,
     * retired or not: it counts where the endpoint is now.
     *
     * @param state what {@link #begin} returned
     * @param latencyNanos from begin to the head of the response, or to the failure; not used if cancelled
     * @throws IllegalStateException if the endpoint has no request in flight
     */
    public void end(EndpointState state, Outcome outcome, long latencyNanos, long nowNanos) {
        state.end(outcome, latencyNanos, nowNanos, halfLivesPerNano);
        var owner = state.owner();
        if (owner != null && (outcome == Outcome.FAILURE || outcome == Outcome.CONNECT_FAILURE)) {
            owner.ejectIfFailing(state, nowNanos);
        }
    }

    private void ejectIfFailing(EndpointState state, long nowNanos) {
        var ejection = plan.config().ejection();
        if (ejection == null || state.failures() < ejection.consecutiveFailures()) {
            return;
        }
        advance(nowNanos);
        if (state.available() && ejected < ejectionCap()) {
            var duration = state.eject(ejection, nowNanos);
            tell(new BalanceEvent.Ejected(state.id(), state.failures(), duration));
            refresh(nowNanos);
        }
    }

    /** What an active check says. Ignored if the pool has no health checks: a last result may come late. */
    public void health(int index, Health health, long nowNanos) {
        checkNotRetired();
        if (plan.config().healthChecked() && endpoints[index].health() != health) {
            endpoints[index].health(health, nowNanos);
            refresh(nowNanos);
        }
    }

    /**
     * Lets time pass: ends ejections and raises weights that are due. {@link #pick} does this by itself; a timer may, so
     * that the views and events of a pool without traffic are right too.
     */
    public void advance(long nowNanos) {
        if (timed && wakeNanos - nowNanos <= 0) {
            refresh(nowNanos);
        }
    }

    /** Endpoints in the plan, indexes {@code 0..size - 1}. */
    public int size() {
        return endpoints.length;
    }

    /** The live state of an endpoint. */
    public EndpointState endpoint(int index) {
        return endpoints[index];
    }

    /** The index of an endpoint, or -1 if the pool does not list it. */
    public int indexOf(String id) {
        return plan.indexOf(id);
    }

    /** What this balancer was made of. */
    public BalancerPlan plan() {
        return plan;
    }

    /** Endpoints that take new work, are healthy and not ejected. */
    public int availableCount() {
        return available;
    }

    /** Endpoints that take new work and ever passed a check. */
    public int knownCount() {
        return known;
    }

    /** Endpoints that would be known and available, had requests not failed there. */
    public int ejectedCount() {
        return ejected;
    }

    /** Whether endpoints are in use that are not available, because too few are. */
    public boolean inPanic() {
        return panic;
    }

    /** All endpoints as they are now, by index. Allocates. */
    public List<EndpointView> views(long nowNanos) {
        var views = new ArrayList<EndpointView>(endpoints.length);
        for (var state : endpoints) {
            views.add(new EndpointView(
                    state.spec(),
                    state.health(),
                    state.ejected(),
                    state.available(),
                    state.inFlight(),
                    state.failures(),
                    (long) state.latencyNanos(nowNanos, halfLivesPerNano)));
        }
        return views;
    }

    /** Events since the last call, oldest first; beyond {@value #MAX_EVENTS} only the newest. */
    public List<BalanceEvent> takeEvents() {
        if (events.isEmpty()) {
            return List.of();
        }
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    private void tell(BalanceEvent event) {
        if (events.size() == MAX_EVENTS) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    private void checkNotRetired() {
        if (retired) {
            throw new IllegalStateException("balancer: retired (expected: its successor is asked)");
        }
    }

    /** Derives everything from the endpoints again. The one place where the usable set changes. */
    private void refresh(long nowNanos) {
        takeBackDue(nowNanos);
        count();
        while (ejected > ejectionCap()) {
            takeBack(soonestBack(), nowNanos);
            count();
        }
        updatePanic();
        ownShare = ownShare();
        timed = false;
        fill(own, nowNanos);
        fill(others, nowNanos);
    }

    private void takeBackDue(long nowNanos) {
        boolean ejecting = plan.config().ejection() != null;
        for (var state : endpoints) {
            boolean wanted = ejecting && state.known();
            if (state.ejected() && (!wanted || state.ejectedUntilNanos() - nowNanos <= 0)) {
                takeBack(state, nowNanos);
            }
        }
    }

    private void takeBack(EndpointState state, long nowNanos) {
        state.takeBack(nowNanos);
        tell(new BalanceEvent.Returned(state.id()));
    }

    /** The ejected endpoint whose time is up first. Called only if there is one. */
    private EndpointState soonestBack() {
        EndpointState soonest = endpoints[0];
        for (var state : endpoints) {
            boolean sooner = state.ejectedUntilNanos() - soonest.ejectedUntilNanos() < 0;
            if (state.ejected() && (sooner || !soonest.ejected())) {
                soonest = state;
            }
        }
        return soonest;
    }

    private void count() {
        known = 0;
        available = 0;
        ejected = 0;
        for (var state : endpoints) {
            known += state.known() ? 1 : 0;
            available += state.available() ? 1 : 0;
            ejected += state.ejected() ? 1 : 0;
        }
    }

    private int ejectionCap() {
        var ejection = plan.config().ejection();
        return ejection == null ? 0 : known * ejection.maxEjectedPercent() / 100;
    }

    private void updatePanic() {
        boolean was = panic;
        if (available == 0) {
            panic = known > 0 && plan.config().whenAllDown() == WhenAllDown.USE_ALL;
        } else {
            panic = available * 100 < known * plan.config().panicPercent();
        }
        if (panic && !was) {
            tell(new BalanceEvent.PanicEntered(available, known));
        } else if (was && !panic) {
            tell(new BalanceEvent.PanicLeft(available, known));
        }
    }

    private long ownShare() {
        long ownKnown = 0;
        long ownAvailable = 0;
        long othersAvailable = 0;
        for (var state : endpoints) {
            int weight = state.spec().weight();
            boolean isOwn = plan.inOwnTier(state.index());
            ownKnown += isOwn && state.known() ? weight : 0;
            ownAvailable += isOwn && state.available() ? weight : 0;
            othersAvailable += !isOwn && state.available() ? weight : 0;
        }
        if (othersAvailable == 0) {
            return ownKnown > 0 ? WHOLE : 0;
        }
        if (ownAvailable == 0) {
            return 0;
        }
        double share = (double) ownAvailable * plan.config().spillOverPercent() / (100.0 * ownKnown);
        return share >= 1 ? WHOLE : (long) (share * WHOLE);
    }

    private void fill(Tier tier, long nowNanos) {
        tier.clear();
        for (int index : tier.configured()) {
            var state = endpoints[index];
            if (state.available()) {
                tier.add(state, state.spec().weight() * slowStartPermille(state, nowNanos));
            } else if (panic && state.known()) {
                tier.add(state, state.spec().weight() * FULL_PERMILLE);
            }
            if (state.ejected()) {
                wakeBy(state.ejectedUntilNanos(), nowNanos);
            }
        }
        tier.filled();
    }

    private int slowStartPermille(EndpointState state, long nowNanos) {
        long stepNanos = plan.config().slowStart().toNanos() / SLOW_START_STEPS;
        long elapsedNanos = nowNanos - state.availableSinceNanos();
        if (stepNanos == 0 || elapsedNanos >= stepNanos * SLOW_START_STEPS) {
            return FULL_PERMILLE;
        }
        long step = elapsedNanos / stepNanos;
        wakeBy(state.availableSinceNanos() + (step + 1) * stepNanos, nowNanos);
        return (int) (FIRST_PERMILLE + (FULL_PERMILLE - FIRST_PERMILLE) * step / SLOW_START_STEPS);
    }

    private void wakeBy(long atNanos, long nowNanos) {
        if (!timed || atNanos - nowNanos < wakeNanos - nowNanos) {
            wakeNanos = atNanos;
            timed = true;
        }
    }
}
