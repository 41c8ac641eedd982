package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.healthPolicies;
import static io.headgate.balance.BalanceGenerators.pauses;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.balance.HealthMachine.Effect;
import io.headgate.balance.HealthMachine.Input;
import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthMachineTest {
    private static final long MILLI = 1_000_000;
    private static final HealthPolicy POLICY =
            new HealthPolicy(Duration.ofSeconds(2), Duration.ofMillis(500), 2, 3, /* jitterPercent= */ 0);

    /** What one step did, without the WakeAt. */
    private static List<Effect> effects(HealthMachine machine, Input input, long nowMillis) {
        return machine.step(input, nowMillis * MILLI, 0).stream()
                .filter(effect -> !(effect instanceof Effect.WakeAt))
                .toList();
    }

    @Test
    void theFirstPassMakesANewEndpointHealthyAtOnce() {
        var machine = new HealthMachine(POLICY, Health.PENDING);
        assertThat(effects(machine, new Input.Start(0), 0)).containsExactly(new Effect.SendProbe(1, 500 * MILLI));
        assertThat(effects(machine, new Input.ProbePassed(1), 10))
                .containsExactly(new Effect.Changed(Health.PENDING, Health.HEALTHY, "first probe passed"));
        assertThat(machine.step(new Input.Tick(), 1_999 * MILLI, 0)).containsExactly(new Effect.WakeAt(2_000 * MILLI));
        assertThat(effects(machine, new Input.Tick(), 2_000)).containsExactly(new Effect.SendProbe(2, 2_500 * MILLI));
    }

    @Test
    void aPendingEndpointStaysPendingAndIsAskedFourTimesAsOften() {
        var machine = new HealthMachine(POLICY, Health.PENDING);
        effects(machine, new Input.Start(0), 0);
        for (int probe = 1; probe <= 20; probe++) {
            effects(machine, new Input.ProbeFailed(probe, "refused"), probe * 500L - 400);
            assertThat(machine.health()).isEqualTo(Health.PENDING);
            assertThat(effects(machine, new Input.Tick(), probe * 500L))
                    .containsExactly(new Effect.SendProbe(probe + 1, (probe + 1) * 500L * MILLI));
        }
    }

    @Test
    void aProbeWithoutAnswerHasFailedAndItsAnswerComesTooLate() {
        var machine = new HealthMachine(
                new HealthPolicy(Duration.ofSeconds(2), Duration.ofSeconds(3), 2, 1, 0), Health.HEALTHY);
        effects(machine, new Input.Start(0), 0);
        assertThat(effects(machine, new Input.Tick(), 3_000))
                .containsExactly(
                        new Effect.Changed(
                                Health.HEALTHY,
                                Health.UNHEALTHY,
                                "1 probes in a row failed, the last: no answer within 3000 ms"),
                        new Effect.SendProbe(2, 6_000 * MILLI));
        assertThat(machine.step(new Input.ProbePassed(1), 3_001 * MILLI, 0)).isEmpty();
    }

    @HegelTest
    void theFirstProbeLeavesWhereTheRandomBitsLieInTheSpread(TestCase tc) {
        long spreadNanos = tc.draw(oneOf(longs(0, 10), longs(0, Long.MAX_VALUE / 2)), "spreadNanos");
        long randomBits = tc.draw(longs(), "randomBits");
        var machine = new HealthMachine(POLICY, Health.PENDING);
        var effects = machine.step(new Input.Start(spreadNanos), 0, randomBits);
        long leavesNanos = new BigInteger(Long.toUnsignedString(randomBits))
                .multiply(BigInteger.valueOf(spreadNanos))
                .shiftRight(Long.SIZE)
                .longValueExact();
        assertThat(effects.getFirst())
                .isEqualTo(leavesNanos == 0 ? new Effect.SendProbe(1, 500 * MILLI) : new Effect.WakeAt(leavesNanos));
    }

    @Test
    void startComesFirstAndOnce() {
        var machine = new HealthMachine(POLICY, Health.PENDING);
        assertThatThrownBy(() -> machine.step(new Input.Tick(), 0, 0))
                .hasMessage("input: Tick[] (expected: Start first, and only once)");
        machine.step(new Input.Start(0), 0, 0);
        assertThatThrownBy(() -> machine.step(new Input.Start(0), 0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @HegelTest(testCases = 300)
    void verdictsChangeOnlyAfterRunsAndProbesLeaveInTimeWhateverHappens(TestCase tc) {
        StateMachine.run(tc, () -> new CheckedEndpoint(tc));
    }

    /** An endpoint that answers as it likes, and what its machine should make of it. */
    static final class CheckedEndpoint {
        final HealthPolicy policy;
        final HealthMachine machine;

        /** Results since the verdict changed. */
        final List<Boolean> results = new ArrayList<>();

        Health expected;
        /** Monotonic clocks may wrap, so this one does. */
        long nowNanos = Long.MAX_VALUE - Pools.SECOND;

        long wakeNanos;
        long sentNanos;
        long lastProbe;
        boolean onItsWay;

        CheckedEndpoint(TestCase tc) {
            policy = tc.draw(healthPolicies(), "policy");
            expected = tc.draw(sampledFrom(Health.values()), "initial");
            machine = new HealthMachine(policy, expected);
            long spreadNanos = tc.draw(longs(0, Pools.SECOND), "spreadNanos");
            var effects = machine.step(new Input.Start(spreadNanos), nowNanos, tc.draw(longs(), "randomBits"));
            wakeNanos = nowNanos;
            if (!(effects.getFirst() instanceof Effect.SendProbe)) {
                wakeNanos = ((Effect.WakeAt) effects.getLast()).nanos();
            }
            assertSentIfDue(effects);
        }

        @Rule
        void passTime(TestCase tc) {
            nowNanos += tc.draw(pauses(policy.timeout()));
        }

        @Rule
        void sleepUntilWoken() {
            nowNanos += Math.max(0, wakeNanos - nowNanos);
        }

        @Rule
        void tick(TestCase tc) {
            var before = expected;
            boolean timedOut = onItsWay && wakeNanos - nowNanos <= 0;
            if (timedOut) {
                count(false);
            }
            assertFollows(before, timedOut, machine.step(new Input.Tick(), nowNanos, tc.draw(longs())));
        }

        @Rule
        void pass(TestCase tc) {
            long id = tc.draw(probeIds());
            answer(id, true, machine.step(new Input.ProbePassed(id), nowNanos, tc.draw(longs())));
        }

        @Rule
        void fail(TestCase tc) {
            long id = tc.draw(probeIds());
            answer(id, false, machine.step(new Input.ProbeFailed(id, "refused"), nowNanos, tc.draw(longs())));
        }

        /** Mostly the last one, sometimes an old one or one never sent. */
        private Generator<Long> probeIds() {
            return oneOf(just(lastProbe), just(lastProbe), longs(0, lastProbe + 1));
        }

        private void answer(long id, boolean passed, List<Effect> effects) {
            if (!onItsWay || id != lastProbe) {
                assertThat(effects).isEmpty();
                return;
            }
            var before = expected;
            boolean inTime = wakeNanos - nowNanos > 0;
            count(passed && inTime);
            assertFollows(before, true, effects);
        }

        private void count(boolean passed) {
            onItsWay = false;
            results.add(passed);
            expected = switch (expected) {
                case PENDING -> passed ? fromNow(Health.HEALTHY) : Health.PENDING;
                case HEALTHY -> lastAre(policy.unhealthy(), false) ? fromNow(Health.UNHEALTHY) : Health.HEALTHY;
                case UNHEALTHY -> lastAre(policy.healthy(), true) ? fromNow(Health.HEALTHY) : Health.UNHEALTHY;
            };
        }

        private Health fromNow(Health health) {
            results.clear();
            return health;
        }

        private boolean lastAre(int count, boolean passed) {
            return results.size() >= count
                    && results.subList(results.size() - count, results.size()).stream()
                            .allMatch(result -> result == passed);
        }

        private void assertFollows(Health before, boolean hasResult, List<Effect> effects) {
            assertThat(machine.health()).isEqualTo(expected);
            var changes = effects.stream()
                    .filter(Effect.Changed.class::isInstance)
                    .map(Effect.Changed.class::cast)
                    .toList();
            assertThat(changes).hasSize(before == expected ? 0 : 1);
            assertThat(changes).allMatch(change -> change.from() == before && change.to() == expected);
            if (hasResult) {
                wakeNanos = assertNextIsWithinTheJitter(effects);
            }
            assertSentIfDue(effects);
        }

        /** Returns when the next probe leaves. */
        private long assertNextIsWithinTheJitter(List<Effect> effects) {
            boolean recovering = expected == Health.UNHEALTHY && !results.isEmpty() && results.getLast();
            long usualNanos = policy.interval().toNanos() / (expected == Health.PENDING || recovering ? 4 : 1);
            long mostNanos = usualNanos * policy.jitterPercent() / 100;
            if (sends(effects)) {
                assertThat(nowNanos - sentNanos)
                        .as("since the last probe")
                        .isGreaterThanOrEqualTo(usualNanos - mostNanos);
                return nowNanos;
            }
            long wake = ((Effect.WakeAt) effects.getLast()).nanos();
            assertThat(wake - sentNanos)
                    .as("from probe to probe")
                    .isBetween(usualNanos - mostNanos, usualNanos + mostNanos);
            return wake;
        }

        private void assertSentIfDue(List<Effect> effects) {
            boolean due = !onItsWay && wakeNanos - nowNanos <= 0;
            assertThat(sends(effects)).as("sends a probe").isEqualTo(due);
            if (due) {
                sentNanos = nowNanos;
                wakeNanos = nowNanos + policy.timeout().toNanos();
                onItsWay = true;
                assertThat(effects).contains(new Effect.SendProbe(++lastProbe, wakeNanos));
            }
            assertThat(effects.getLast()).isEqualTo(new Effect.WakeAt(wakeNanos));
        }

        private static boolean sends(List<Effect> effects) {
            return effects.stream().anyMatch(Effect.SendProbe.class::isInstance);
        }
    }
}
