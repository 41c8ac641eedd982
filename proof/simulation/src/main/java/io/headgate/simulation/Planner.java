package io.headgate.simulation;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * Draws plans. The simplest value of every draw is the dull one: fewest nodes, no fault, first in order, now. Every fault
 * and every operation is drawn as an element of a list is, so that each can be taken out by itself.
 *
 * <p>A fault is of a kind that was switched on, half of the time each, and how many there are of a kind is drawn per kind
 * from 1 to 16 on average, and how long they are at most from a 128th of the first phase to all of it, both evenly over
 * the exponents: swarm testing (Groce et al., "Swarm Testing", ISSTA 2012).
 *
 * @param <O> the scenario's operations
 */
final class Planner<O> {
    private static final int SWARM_EXPONENTS = 4;

    /** The shortest run is as much shorter than the longest, in powers of two. */
    private static final int LENGTH_EXPONENTS = 7;

    /** The greatest jitter is 2 to this power message delays over 8. */
    private static final int JITTER_EXPONENTS = 7;

    private static final int RARITIES = 6;
    private static final int MOST_JUMP_MILLIS = 86_400_000;

    /** Right after the run has begun these clocks wrap around: whoever compares their times other than by subtraction is wrong. */
    private static final long NEARLY_WRAPPED = Long.MAX_VALUE - 1_000_000_000L;

    private static final Generator<Boolean> HALF = booleans(0.5);
    private static final Generator<Long> SEEDS = longs(0, Long.MAX_VALUE);
    private static final Generator<Long> ORIGINS = sampledFrom(0L, NEARLY_WRAPPED, -1_000_000_000L);

    private final Terms terms;
    private final Generator<O> operations;

    Planner(Terms terms, Generator<O> operations) {
        this.terms = terms;
        this.operations = operations;
    }

    Generator<Plan<O>> plans() {
        return composite(this::plan);
    }

    private Plan<O> plan(TestCase tc) {
        int nodes = tc.draw(integers(terms.fewestNodes(), terms.mostNodes()));
        int clients = tc.draw(integers(1, terms.clients()));
        long safetyNanos = terms.safetyNanos() >> (LENGTH_EXPONENTS - tc.draw(integers(0, LENGTH_EXPONENTS)));
        int jitter = tc.draw(integers(0, JITTER_EXPONENTS));
        long jitterNanos = jitter == 0 ? 0 : (terms.messageDelayNanos() << jitter) / 8;
        long jitterSeed = tc.draw(SEEDS);
        long scheduleSeed = tc.draw(HALF) ? tc.draw(SEEDS) : 0;
        long clockOriginNanos = tc.draw(ORIGINS);
        long randomSeed = tc.draw(SEEDS);
        List<Plan.Step<O>> steps = steps(tc, clients, safetyNanos);
        List<Fault> faults = faults(tc, nodes, clients, safetyNanos);
        List<Integer> core = core(tc, nodes, faults);
        List<Plan.Fate> outsiders = new ArrayList<>();
        for (int i = 0; !core.isEmpty() && i < nodes - core.size(); i++) {
            outsiders.add(tc.draw(sampledFrom(Plan.Fate.values())));
        }
        return new Plan<>(
                nodes,
                clients,
                safetyNanos,
                jitterNanos,
                jitterSeed,
                scheduleSeed,
                clockOriginNanos,
                randomSeed,
                faults,
                steps,
                core,
                outsiders);
    }

    private List<Plan.Step<O>> steps(TestCase tc, int clients, long safetyNanos) {
        // The operations are as many on average as half of what there may be.
        Generator<Plan.Step<O>> step = composite(draw -> {
            int client = draw.draw(integers(0, clients - 1));
            return new Plan.Step<>(client, time(draw, safetyNanos), draw.draw(operations));
        });
        return tc.draw(lists(step).maxSize(terms.operations()).averageSize(terms.operations() / 2.0)).stream()
                .sorted(Comparator.comparingLong(Plan.Step::beginNanos))
                .toList();
    }

    private List<Fault> faults(TestCase tc, int nodes, int clients, long safetyNanos) {
        List<Fault> planned = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            if (terms.allows(kind) && (!terms.swarm() || tc.draw(HALF))) {
                int average = 1 << tc.draw(integers(0, SWARM_EXPONENTS));
                long longestNanos = safetyNanos >> (LENGTH_EXPONENTS - tc.draw(integers(0, LENGTH_EXPONENTS)));
                Generator<Fault> fault = faults(kind, nodes, nodes + clients, safetyNanos, longestNanos);
                planned.addAll(tc.draw(lists(fault).maxSize(16 * average).averageSize(average)));
            }
        }
        planned.sort(Comparator.comparingLong(Fault::beginNanos));
        List<Fault> accepted = new ArrayList<>();
        for (Fault fault : planned) {
            if (terms.budget().allows(List.copyOf(accepted), fault, nodes)) {
                accepted.add(fault);
            }
        }
        return accepted;
    }

    /** The first of the cores that recover, or another one; empty if none does or nothing is to be recovered. */
    private List<Integer> core(TestCase tc, int nodes, List<Fault> faults) {
        if (terms.livenessNanos() == 0) {
            return List.of();
        }
        List<List<Integer>> cores = new ArrayList<>();
        for (int members = 0; members < 1 << nodes; members++) {
            if (Integer.bitCount(members) == terms.coreOf(nodes)) {
                List<Integer> core = numbersIn(members);
                if (terms.budget().recovers(new HashSet<>(core), faults)) {
                    cores.add(core);
                }
            }
        }
        return cores.isEmpty() ? List.of() : tc.draw(sampledFrom(cores));
    }

    private static List<Integer> numbersIn(int bits) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0; bits >>> number != 0; number++) {
            if ((bits >>> number & 1) == 1) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private Generator<Fault> faults(FaultKind kind, int nodes, int participants, long safetyNanos, long longestNanos) {
        Generator<Integer> node = integers(0, nodes - 1);
        return switch (kind) {
            case CRASH ->
                composite(tc ->
                        new Fault.Crash(tc.draw(node), time(tc, safetyNanos), time(tc, longestNanos), tc.draw(SEEDS)));
            case PAUSE ->
                composite(tc -> new Fault.Pause(tc.draw(node), time(tc, safetyNanos), time(tc, longestNanos)));
            case PARTITION ->
                composite(tc -> new Fault.Partition(
                        tc.draw(sampledFrom(Fault.Partition.Shape.values())),
                        tc.draw(node),
                        tc.draw(integers(0, (1 << participants) - 1)),
                        time(tc, safetyNanos),
                        time(tc, longestNanos)));
            case CLOG, DELAY, LOSS, DUPLICATE -> links(kind, participants, safetyNanos, longestNanos);
            case CLOCK_RATE ->
                composite(tc -> new Fault.ClockRate(
                        tc.draw(node),
                        time(tc, safetyNanos),
                        time(tc, longestNanos),
                        tc.draw(integers(-terms.clockSkewPpm(), terms.clockSkewPpm()))));
            case CLOCK_JUMP ->
                composite(tc -> new Fault.ClockJump(
                        tc.draw(node), time(tc, safetyNanos), tc.draw(integers(-MOST_JUMP_MILLIS, MOST_JUMP_MILLIS))));
            case SLOW_SYNC, FAILING_SYNC, FULL_DISK ->
                composite(tc -> new Fault.Storage(
                        kind,
                        tc.draw(node),
                        time(tc, safetyNanos),
                        time(tc, longestNanos),
                        kind == FaultKind.SLOW_SYNC ? time(tc, longestNanos) : 0,
                        kind == FaultKind.FAILING_SYNC ? tc.draw(SEEDS) : 0));
            case BIT_ROT, MISDIRECTED_WRITE ->
                composite(tc -> new Fault.Corruption(kind, tc.draw(node), time(tc, safetyNanos), tc.draw(SEEDS)));
        };
    }

    private static Generator<Fault> links(FaultKind kind, int participants, long safetyNanos, long longestNanos) {
        Generator<Integer> end = integers(0, participants - 1);
        boolean lags = kind == FaultKind.DELAY || kind == FaultKind.DUPLICATE;
        boolean holdsAll = kind == FaultKind.CLOG;
        return composite(tc -> {
            // One link is simpler than all links of one participant, and those than all there are.
            int scope = tc.draw(integers(0, 3));
            int from = tc.draw(end);
            int to = tc.draw(end);
            return new Fault.Link(
                    kind,
                    scope >= 2 ? Fault.EVERYBODY : from,
                    scope == 1 || scope == 3 ? Fault.EVERYBODY : to,
                    time(tc, safetyNanos),
                    time(tc, longestNanos),
                    lags ? time(tc, longestNanos) : 0,
                    holdsAll ? 0 : tc.draw(integers(0, RARITIES)),
                    holdsAll ? 0 : tc.draw(SEEDS));
        });
    }

    /** A time or a duration in whole microseconds; small ones are met more often than in proportion. */
    private static long time(TestCase tc, long mostNanos) {
        return tc.draw(longs(0, mostNanos / SimulatedTime.NANOS_PER_MICRO)) * SimulatedTime.NANOS_PER_MICRO;
    }
}
