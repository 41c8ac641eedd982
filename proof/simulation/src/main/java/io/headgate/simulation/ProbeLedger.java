package io.headgate.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the probes of one run said. Confined to it. */
final class ProbeLedger implements Probes {
    /** Violations that are kept of one run; more say no more. */
    private static final int MOST_VIOLATIONS = 20;

    private final World<?> world;
    private final Map<String, Tally.Count> counts = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * Something that must not be.
     *
     * @param name of the probe
     * @param at whose stack trace says where
     */
    record Violation(String name, String detail, long timeNanos, Throwable at) {
        @Override
        public String toString() {
            return name + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    ProbeLedger(World<?> world) {
        this.world = world;
    }

    @Override
    public void always(boolean condition, String name, Supplier<String> detail) {
        count(name, Tally.Kind.ALWAYS).add(condition);
        if (!condition) {
            violated(name, detail.get(), callOfProbe());
        }
    }

    @Override
    public void sometimes(boolean condition, String name) {
        count(name, Tally.Kind.SOMETIMES).add(condition);
    }

    /** A probe that may never be asked. */
    void expect(String name) {
        count(name, Tally.Kind.SOMETIMES);
    }

    void violated(String name, String detail, Throwable at) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(name, detail, world.nowNanos(), at));
        }
        world.trace(TraceKind.VIOLATION, world.current(), Trace.NOBODY, 0, name);
    }

    List<Violation> violations() {
        return violations;
    }

    Tally tally() {
        return new Tally(new TreeMap<>(counts));
    }

    private Tally.Count count(String name, Tally.Kind kind) {
        Tally.Count count = counts.get(name);
        if (count == null) {
            count = new Tally.Count(kind);
            counts.put(name, count);
        }
        if (count.kind() != kind) {
            throw new IllegalArgumentException(
                    "probe " + name + ": " + kind + " (expected: " + count.kind() + ", as which the name is known)");
        }
        return count;
    }

    /** Where the user's code asked: two places that ask the same are two defects. */
    private static Throwable callOfProbe() {
        AssertionError call = new AssertionError();
        call.setStackTrace(Stream.of(call.getStackTrace())
                .dropWhile(frame -> frame.getClassName().equals(ProbeLedger.class.getName())
                        || frame.getClassName().equals(Probes.class.getName()))
                .toArray(StackTraceElement[]::new));
        return call;
    }
}
