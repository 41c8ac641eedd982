package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.balance.HealthMachine.Effect;
import io.headgate.balance.HealthMachine.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HealthMachineTest {
    private static final long SEED = 0x5EED_0007;
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

    @Test
    void theFirstProbeLeavesWithinTheSpread() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 1_000; i++) {
            var effects = new HealthMachine(POLICY, Health.PENDING)
                    .step(new Input.Start(1_000 * MILLI), 0, random.nextLong());
            assertThat(effects).hasSize(1);
            assertThat(((Effect.WakeAt) effects.getFirst()).nanos()).isBetween(0L, 1_000 * MILLI);
        }
    }

    @Test
    void intervalsStayWithinTheJitter() {
        var policy = new HealthPolicy(Duration.ofSeconds(1), Duration.ofMillis(500), 2, 3, /* jitterPercent= */ 20);
        var machine = new HealthMachine(policy, Health.HEALTHY);
        var random = new SplittableRandom(SEED);
        long sentMillis = 0;
        machine.step(new Input.Start(0), 0, random.nextLong());
        for (int probe = 1; probe < 1_000; probe++) {
            var effects = machine.step(new Input.ProbePassed(probe), sentMillis * MILLI, random.nextLong());
            long wakeNanos = ((Effect.WakeAt) effects.getLast()).nanos();
            assertThat(wakeNanos - sentMillis * MILLI)
                    .as("probe %d, seed %d", probe, SEED)
                    .isBetween(800 * MILLI, 1_200 * MILLI);
            sentMillis = wakeNanos / MILLI + 1;
            machine.step(new Input.Tick(), sentMillis * MILLI, random.nextLong());
        }
    }

    @Test
    void startComesFirstAndOnce() {
        var machine = new HealthMachine(POLICY, Health.PENDING);
        assertThatThrownBy(() -> machine.step(new Input.Tick(), 0, 0))
                .hasMessage("input: Tick[] (expected: Start first, and only once)");
        machine.step(new Input.Start(0), 0, 0);
        assertThatThrownBy(() -> machine.step(new Input.Start(0), 0, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void verdictsChangeOnlyAfterRunsWhateverHappens() {
        for (int run = 0; run < 2_000; run++) {
            new Run(SEED + run).go();
        }
    }

    /** A random endpoint, and what its machine should make of it. */
    private static final class Run {
        final long seed;
        final SplittableRandom random;
        final HealthPolicy policy;
        final HealthMachine machine;
        final List<Effect.SendProbe> probes = new ArrayList<>();
        final List<Boolean> results = new ArrayList<>();
        long awaited;
        long deadlineNanos;
        long wakeNanos;
        long nowNanos = Long.MAX_VALUE - 3 * Pools.SECOND;
        Health expected = Health.PENDING;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.policy = new HealthPolicy(
                    Duration.ofMillis(random.nextInt(100, 1_000)),
                    Duration.ofMillis(random.nextInt(1, 1_500)),
                    random.nextInt(1, 4),
                    random.nextInt(1, 4),
                    random.nextInt(0, 51));
            this.machine = new HealthMachine(policy, Health.PENDING);
        }

        void go() {
            step(new Input.Start(random.nextLong(Pools.SECOND)));
            for (int i = 0; i < 100; i++) {
                nowNanos = random.nextBoolean() ? Math.max(0, wakeNanos - nowNanos) + nowNanos : nowNanos + MILLI;
                step(input());
            }
        }

        private Input input() {
            if (probes.isEmpty() || random.nextInt(4) == 0) {
                return new Input.Tick();
            }
            // Mostly the last probe's result, sometimes that of an old one or of one never sent.
            long id = random.nextInt(4) > 0
                    ? probes.getLast().probeId()
                    : random.nextLong(probes.getLast().probeId() + 2);
            return random.nextInt(3) > 0 ? new Input.ProbePassed(id) : new Input.ProbeFailed(id, "refused");
        }

        private void step(Input input) {
            boolean inTime = awaited != 0 && deadlineNanos - nowNanos > 0;
            Health before = expected;
            boolean ignored = false;
            switch (input) {
                case Input.Start _ -> {}
                case Input.Tick() -> {
                    if (awaited != 0 && !inTime) {
                        result(false);
                    }
                }
                case Input.ProbePassed(var id) -> ignored = !resultOf(id, inTime);
                case Input.ProbeFailed(var id, var _) -> ignored = !resultOf(id, false);
            }
            var effects = machine.step(input, nowNanos, random.nextLong());
            String where = input + " as number " + results.size() + ", seed " + seed;
            assertThat(machine.health()).as(where).isEqualTo(expected);
            if (ignored) {
                assertThat(effects).as(where).isEmpty();
                return;
            }
            assertThat(effects.stream().anyMatch(effect -> effect instanceof Effect.Changed))
                    .as(where)
                    .isEqualTo(before != expected);
            for (var effect : effects) {
                switch (effect) {
                    case Effect.SendProbe probe -> sent(probe, where);
                    case Effect.WakeAt(var nanos) -> wakeNanos = nanos;
                    case Effect.Changed(var from, var to, var _) -> {
                        assertThat(from).as(where).isEqualTo(before);
                        assertThat(to).as(where).isEqualTo(expected);
                    }
                }
            }
            assertThat(effects.getLast()).as(where).isInstanceOf(Effect.WakeAt.class);
            assertThat(wakeNanos - nowNanos).as(where).isPositive();
        }

        private boolean resultOf(long id, boolean passed) {
            if (awaited == 0 || id != awaited) {
                return false;
            }
            result(passed);
            return true;
        }

        private void result(boolean passed) {
            awaited = 0;
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

        private void sent(Effect.SendProbe probe, String where) {
            assertThat(awaited).as("on its way, " + where).isZero();
            assertThat(probe.deadlineNanos() - nowNanos)
                    .as(where)
                    .isEqualTo(policy.timeout().toNanos());
            awaited = probe.probeId();
            deadlineNanos = probe.deadlineNanos();
            probes.add(probe);
        }
    }
}
