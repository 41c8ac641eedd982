package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.configs;
import static io.headgate.balance.BalanceGenerators.pauses;
import static io.headgate.balance.BalanceGenerators.pools;
import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Bundle;
import io.headgate.property.Generator;
import io.headgate.property.Hegel;
import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Precondition;
import io.headgate.property.Rule;
import io.headgate.property.Settings;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Any sequence of operations on a {@link Balancer} has the results that {@link ModelPool} says. */
class BalancerModelTest {
    private static final int MAX_ENDPOINTS = 6;
    private static final int STEPS = 100;

    /** Monotonic clocks may wrap, so this one does. */
    private static final long ORIGIN_NANOS = Long.MAX_VALUE - 5 * Pools.SECOND;

    /** Situations that test cases have to reach, or they prove little. */
    enum Reached {
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

    record Flight(EndpointState state, ModelPool.Endpoint model) {}

    @HegelTest(testCases = 300)
    void everySequenceOfOperationsBehavesAsTheModel(TestCase tc) {
        StateMachine.of(new PoolMachine(tc)).steps(STEPS).run(tc);
    }

    /** With a seed, since chance may miss a situation. */
    @Test
    void everySituationIsReached() {
        var reached = EnumSet.noneOf(Reached.class);
        Hegel.test(
                tc -> {
                    var machine = new PoolMachine(tc);
                    StateMachine.of(machine).steps(STEPS).run(tc);
                    reached.addAll(machine.reached);
                },
                new Settings().testCases(300).seed(1));
        assertThat(reached).containsExactlyInAnyOrder(Reached.values());
    }

    static final class PoolMachine {
        final Set<Reached> reached = EnumSet.noneOf(Reached.class);
        final Bundle<Flight> flights = new Bundle<>("flight");
        final List<Balancer> lineage = new ArrayList<>();
        final Tried tried = new Tried();
        final ModelPool model;
        Balancer balancer;
        long nowNanos = ORIGIN_NANOS;

        /** What somebody knows who reads nothing but the events. */
        final Set<String> toldEjected = new HashSet<>();

        boolean toldPanic;

        PoolMachine(TestCase tc) {
            var config = tc.draw(configs(), "config");
            var endpoints = tc.draw(pools(MAX_ENDPOINTS), "endpoints");
            model = new ModelPool(config, endpoints);
            balancer = new Balancer(BalancerPlan.compile(config, endpoints), nowNanos);
            lineage.add(balancer);
            if (tc.draw(booleans(0.75), "allHealthy")) {
                allPass();
            }
        }

        @Rule
        void passTime(TestCase tc) {
            nowNanos += tc.draw(pauses(Duration.ofSeconds(4)));
            balancer.advance(nowNanos);
            int before = model.ejected().size();
            model.settle(now());
            note(model.ejected().size() < before, Reached.RETURNED);
            readEvents();
        }

        @Rule
        void reconfigure(TestCase tc) {
            var endpoints = tc.draw(pools(MAX_ENDPOINTS));
            var config = tc.draw(booleans()) ? tc.draw(configs()) : model.config;
            balancer = balancer.successor(BalancerPlan.compile(config, endpoints), nowNanos);
            lineage.add(balancer);
            model.change(config, endpoints, now());
            toldEjected.retainAll(model.endpoints.keySet());
            readEvents();
        }

        @Rule
        @Precondition("hasEndpoints")
        void check(TestCase tc) {
            health(
                    tc.draw(endpoints()),
                    tc.draw(booleans(0.1)) ? Health.PENDING : tc.draw(sampledFrom(Health.HEALTHY, Health.UNHEALTHY)));
        }

        @Rule
        void allPass() {
            for (int index = 0; index < balancer.size(); index++) {
                health(index, Health.HEALTHY);
            }
        }

        private void health(int index, Health health) {
            balancer.health(index, health, nowNanos);
            model.health(balancer.endpoint(index).id(), health, now());
            readEvents();
        }

        @Rule
        void pick(TestCase tc) {
            tried.clear();
            tc.draw(lists(integers(0, MAX_ENDPOINTS - 1)).maxSize(3)).stream()
                    .filter(index -> index < balancer.size())
                    .forEach(index -> tried.add(balancer.endpoint(index)));
            long hash = tc.draw(longs());
            int index = balancer.pick(hash, tc.draw(longs()), tried, nowNanos);
            var open = model.usable().stream().filter(e -> !model.full(e)).toList();
            if (open.isEmpty()) {
                assertThat(index).isEqualTo(model.usable().isEmpty() ? Balancer.NONE : Balancer.FULL);
                note(true, index == Balancer.NONE ? Reached.NONE : Reached.FULL);
                return;
            }
            assertThat(index).isNotNegative();
            var picked = modelOf(index);
            var untried = open.stream()
                    .filter(e -> !tried.contains(balancer.endpoint(balancer.indexOf(e.spec.id()))))
                    .toList();
            var candidates = untried.isEmpty() ? open : untried;
            assertThat(candidates).contains(picked);
            assertTheSiteIsRight(picked, candidates);
            if (model.config.policy() instanceof Policy.Maglev) {
                assertThat(balancer.pick(hash, tc.draw(longs()), tried, nowNanos))
                        .as("picked for the same key")
                        .isEqualTo(index);
            }
            note(untried.isEmpty(), Reached.TRIED_AGAIN);
            flights.add(tc, new Flight(balancer.begin(index), picked));
            picked.inFlight++;
        }

        private void assertTheSiteIsRight(ModelPool.Endpoint picked, List<ModelPool.Endpoint> candidates) {
            double ownShare = model.ownShare();
            if (ownShare > 0 && ownShare < 1) {
                note(!model.isOwn(picked), Reached.SPILLED);
                return;
            }
            Predicate<ModelPool.Endpoint> preferred = endpoint -> model.isOwn(endpoint) == (ownShare == 1);
            assertThat(preferred.test(picked))
                    .as("picked from the preferred site")
                    .isEqualTo(candidates.stream().anyMatch(preferred));
        }

        @Rule
        void end(TestCase tc) {
            var flight = tc.draw(flights);
            flights.remove(flight);
            note(flight.state().index() < 0, Reached.ENDED_AFTER_REMOVAL);
            end(flight, tc.draw(sampledFrom(Outcome.values())), tc.draw(integers(0, lineage.size() - 1)));
        }

        /** Failures in a row without the luck to be picked. */
        @Rule
        @Precondition("hasEndpoints")
        void fail(TestCase tc) {
            int index = tc.draw(endpoints());
            var picked = modelOf(index);
            for (int times = tc.draw(integers(1, 3)); times > 0; times--) {
                var flight = new Flight(balancer.begin(index), picked);
                picked.inFlight++;
                end(flight, Outcome.FAILURE, lineage.size() - 1);
            }
        }

        private void end(Flight flight, Outcome outcome, int balancerOfLineage) {
            int before = model.ejected().size();
            lineage.get(balancerOfLineage).end(flight.state(), outcome, /* latencyNanos= */ 1, nowNanos);
            model.end(flight.model(), outcome, now());
            note(model.ejected().size() > before, Reached.EJECTED);
            var ejection = model.config.ejection();
            note(
                    ejection != null
                            && model.endpoints.containsValue(flight.model())
                            && flight.model().available()
                            && flight.model().failures >= ejection.consecutiveFailures(),
                    Reached.EJECTION_REFUSED_BY_THE_CAP);
            readEvents();
        }

        private void readEvents() {
            for (var event : balancer.takeEvents()) {
                switch (event) {
                    case BalanceEvent.Ejected(var id, var failures, var duration) -> {
                        var endpoint = Objects.requireNonNull(model.endpoints.get(id));
                        assertThat(failures).isEqualTo(endpoint.failures);
                        assertThat(now().plus(duration)).isEqualTo(endpoint.ejectedUntil);
                        assertThat(toldEjected.add(id)).as("ejected once").isTrue();
                    }
                    case BalanceEvent.Returned(var id) ->
                        assertThat(toldEjected.remove(id)).as("ejected before").isTrue();
                    case BalanceEvent.PanicEntered _ -> {
                        assertThat(toldPanic).isFalse();
                        toldPanic = true;
                    }
                    case BalanceEvent.PanicLeft _ -> {
                        assertThat(toldPanic).isTrue();
                        toldPanic = false;
                    }
                }
            }
        }

        @Invariant
        void theCountsAreTheModels() {
            assertThat(balancer.knownCount()).isEqualTo(model.known().size());
            assertThat(balancer.availableCount()).isEqualTo(model.available().size());
            assertThat(balancer.ejectedCount()).isEqualTo(model.ejected().size());
            assertThat(balancer.inPanic()).isEqualTo(model.panic());
            note(model.panic(), Reached.PANIC);
        }

        @Invariant
        void noMoreAreEjectedThanMayBe() {
            var ejection = model.config.ejection();
            int percent = ejection == null ? 0 : ejection.maxEjectedPercent();
            assertThat(balancer.ejectedCount() * 100).isLessThanOrEqualTo(balancer.knownCount() * percent);
        }

        @Invariant
        void theEventsTellEjectionsAndPanic() {
            assertThat(toldPanic).isEqualTo(model.panic());
            assertThat(toldEjected)
                    .containsExactlyInAnyOrderElementsOf(
                            model.ejected().stream().map(e -> e.spec.id()).toList());
        }

        @Invariant
        void everyEndpointIsAsInTheModel() {
            for (int index = 0; index < balancer.size(); index++) {
                var state = balancer.endpoint(index);
                var expected = modelOf(index);
                assertThat(state.index()).isEqualTo(index);
                assertThat(state.inFlight()).isEqualTo(expected.inFlight);
                assertThat(state.health()).isEqualTo(expected.health);
                assertThat(state.ejected()).isEqualTo(expected.ejectedUntil != null);
                assertThat(balancer.accepts(index, /* persisted= */ true))
                        .as("persisted")
                        .isEqualTo(expected.serving() && !model.full(expected));
                assertThat(balancer.accepts(index, /* persisted= */ false))
                        .as("new work")
                        .isEqualTo(model.usable().contains(expected) && !model.full(expected));
            }
        }

        boolean hasEndpoints() {
            return balancer.size() > 0;
        }

        private Generator<Integer> endpoints() {
            return integers(0, balancer.size() - 1);
        }

        private Duration now() {
            return Duration.ofNanos(nowNanos - ORIGIN_NANOS);
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
    }
}
