package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Any sequence of operations on a {@link Balancer} has the results that {@link ModelPool} says. */
class BalancerModelTest {
    private static final long SEED = 0x5EED_0005;
    private static final int RUNS = 1_500;
    private static final int STEPS = 200;

    /** Monotonic clocks may wrap, so these do. */
    private static final long ORIGIN_NANOS = Long.MAX_VALUE - 20 * Pools.SECOND;

    /** Mostly failures, so that runs of them are common. */
    private static final List<Outcome> OUTCOMES = List.of(
            Outcome.SUCCESS,
            Outcome.CANCELLED,
            Outcome.CONNECT_FAILURE,
            Outcome.FAILURE,
            Outcome.FAILURE,
            Outcome.FAILURE);

    /** Situations that a run of this test has to reach, or it proves little. */
    private enum Reached {
        NONE,
        FULL,
        PANIC,
        EJECTED,
        EJECTION_REFUSED_BY_THE_CAP,
        RETURNED,
        SPILLED,
        TRIED_AGAIN,
        ENDED_AFTER_REMOVAL
    }

    private record Flight(EndpointState state, ModelPool.Endpoint model) {}

    private static final class Run {
        final long seed;
        final SplittableRandom random;
        final Set<Reached> reached;
        final List<Flight> flights = new ArrayList<>();
        final List<Balancer> lineage = new ArrayList<>();
        final Tried tried = new Tried();
        final ModelPool model;
        Balancer balancer;
        long nowNanos = ORIGIN_NANOS;
        int step;

        Run(long seed, Set<Reached> reached) {
            this.seed = seed;
            this.reached = reached;
            this.random = new SplittableRandom(seed);
            var config = config();
            var endpoints = endpoints();
            this.model = new ModelPool(config, endpoints);
            this.balancer = new Balancer(BalancerPlan.compile(config, endpoints), nowNanos);
            lineage.add(balancer);
        }

        void go() {
            for (step = 0; step < STEPS; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> change();
                    case 1, 2, 3 -> health();
                    case 4, 5 -> passTime();
                    case 6, 7, 8, 9, 10, 11, 12 -> end();
                    default -> pick();
                }
                compare();
            }
        }

        private Duration now() {
            return Duration.ofNanos(nowNanos - ORIGIN_NANOS);
        }

        private String where() {
            return "step " + step + ", seed " + seed;
        }

        private void passTime() {
            nowNanos += random.nextLong(2 * Pools.SECOND);
            balancer.advance(nowNanos);
            int before = model.ejected().size();
            model.settle(now());
            note(model.ejected().size() < before, Reached.RETURNED);
        }

        private void change() {
            var config = random.nextBoolean() ? config() : model.config;
            var endpoints = endpoints();
            balancer = balancer.successor(BalancerPlan.compile(config, endpoints), nowNanos);
            lineage.add(balancer);
            model.change(config, endpoints, now());
        }

        private void health() {
            if (balancer.size() == 0) {
                return;
            }
            int index = random.nextInt(balancer.size());
            var health = random.nextInt(10) == 0
                    ? Health.PENDING
                    : random.nextInt(3) == 0 ? Health.UNHEALTHY : Health.HEALTHY;
            balancer.health(index, health, nowNanos);
            model.health(balancer.endpoint(index).id(), health, now());
        }

        private void end() {
            if (flights.isEmpty()) {
                return;
            }
            var flight = flights.remove(random.nextInt(flights.size()));
            var outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
            int before = model.ejected().size();
            lineage.get(random.nextInt(lineage.size())).end(flight.state(), outcome, 1 + step, nowNanos);
            model.end(flight.model(), outcome, now());
            note(flight.state().index() < 0, Reached.ENDED_AFTER_REMOVAL);
            note(model.ejected().size() > before, Reached.EJECTED);
            var ejection = model.config.ejection();
            note(
                    ejection != null
                            && flight.model().available()
                            && flight.model().failures >= ejection.consecutiveFailures(),
                    Reached.EJECTION_REFUSED_BY_THE_CAP);
        }

        private void pick() {
            tried.clear();
            for (int i = random.nextInt(3); i > 0 && balancer.size() > 0; i--) {
                tried.add(balancer.endpoint(random.nextInt(balancer.size())));
            }
            int index = balancer.pick(random.nextLong(), random.nextLong(), tried, nowNanos);
            var open = model.usable().stream().filter(e -> !model.full(e)).toList();
            if (index < 0) {
                assertThat(open).as(where()).isEmpty();
                assertThat(index).as(where()).isEqualTo(model.usable().isEmpty() ? Balancer.NONE : Balancer.FULL);
                reached.add(index == Balancer.NONE ? Reached.NONE : Reached.FULL);
                return;
            }
            var picked = modelOf(index);
            var untried = open.stream()
                    .filter(e -> !tried.contains(balancer.endpoint(balancer.indexOf(e.spec.id()))))
                    .toList();
            var candidates = untried.isEmpty() ? open : untried;
            assertThat(candidates).as(where()).contains(picked);
            double ownShare = model.ownShare();
            if (ownShare == 0 || ownShare == 1) {
                boolean preferOwn = ownShare == 1;
                boolean preferredLeft = candidates.stream().anyMatch(e -> model.isOwn(e) == preferOwn);
                assertThat(model.isOwn(picked) == preferOwn || !preferredLeft)
                        .as(where())
                        .isTrue();
            }
            note(untried.isEmpty(), Reached.TRIED_AGAIN);
            note(ownShare > 0 && ownShare < 1 && !model.isOwn(picked), Reached.SPILLED);
            flights.add(new Flight(balancer.begin(index), picked));
            picked.inFlight++;
        }

        private void compare() {
            assertThat(balancer.knownCount())
                    .as(where())
                    .isEqualTo(model.known().size());
            assertThat(balancer.availableCount())
                    .as(where())
                    .isEqualTo(model.available().size());
            assertThat(balancer.ejectedCount())
                    .as(where())
                    .isEqualTo(model.ejected().size());
            assertThat(balancer.inPanic()).as(where()).isEqualTo(model.panic());
            note(model.panic(), Reached.PANIC);
            var ejection = model.config.ejection();
            int percent = ejection == null ? 0 : ejection.maxEjectedPercent();
            assertThat(balancer.ejectedCount() * 100)
                    .as("ejected, " + where())
                    .isLessThanOrEqualTo(balancer.knownCount() * percent);
            for (int index = 0; index < balancer.size(); index++) {
                compare(index);
            }
        }

        private void compare(int index) {
            var state = balancer.endpoint(index);
            var expected = modelOf(index);
            assertThat(state.index()).as(where()).isEqualTo(index);
            assertThat(state.inFlight()).as(where()).isEqualTo(expected.inFlight);
            assertThat(state.health()).as(where()).isEqualTo(expected.health);
            assertThat(state.ejected()).as(where()).isEqualTo(expected.ejectedUntil != null);
            assertThat(balancer.accepts(index, /* persisted= */ true))
                    .as("persisted, " + where())
                    .isEqualTo(expected.serving() && !model.full(expected));
            assertThat(balancer.accepts(index, /* persisted= */ false))
                    .as("new work, " + where())
                    .isEqualTo(model.usable().contains(expected) && !model.full(expected));
        }

        private ModelPool.Endpoint modelOf(int index) {
            return Objects.requireNonNull(
                    model.endpoints.get(balancer.endpoint(index).id()));
        }

        private void note(boolean happened, Reached what) {
            if (happened) {
                reached.add(what);
            }
        }

        private List<EndpointSpec> endpoints() {
            var endpoints = new ArrayList<EndpointSpec>();
            for (int i = 0; i < 8; i++) {
                if (random.nextInt(4) > 0) {
                    var site = random.nextBoolean() ? "a" : "b";
                    endpoints.add(new EndpointSpec("e" + i, site, random.nextInt(4), random.nextInt(8) == 0));
                }
            }
            return endpoints;
        }

        private BalancerConfig config() {
            var policy = List.of(
                            new Policy.RoundRobin(),
                            new Policy.Random(),
                            new Policy.LeastRequest(2),
                            new Policy.LeastRequest(4),
                            new Policy.PeakEwma(Duration.ofSeconds(1)),
                            new Policy.Maglev(13))
                    .get(random.nextInt(6));
            var ejection = new Ejection(
                    random.nextInt(1, 4), Duration.ofSeconds(1), new int[] {0, 34, 50, 100}[random.nextInt(4)]);
            return new BalancerConfig(
                    policy,
                    random.nextInt(3) == 0 ? "" : "a",
                    new int[] {0, 30, 50, 100}[random.nextInt(4)],
                    random.nextBoolean() ? WhenAllDown.USE_ALL : WhenAllDown.REFUSE,
                    random.nextInt(5) == 0 ? null : ejection,
                    random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(2),
                    new EndpointLimits(1, 0, random.nextInt(1, 5)),
                    random.nextBoolean() ? 100 : 140,
                    random.nextInt(4) > 0);
        }
    }

    @Test
    void everySequenceOfOperationsBehavesAsTheModel() {
        var reached = new HashSet<Reached>();
        for (int run = 0; run < RUNS; run++) {
            new Run(SEED + run, reached).go();
        }
        assertThat(reached).containsExactlyInAnyOrder(Reached.values());
    }
}
