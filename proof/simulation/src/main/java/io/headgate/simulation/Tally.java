package io.headgate.simulation;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** How often the probes of some runs were asked, and how often their condition held. Confined to one thread. */
final class Tally {
    private final SortedMap<String, Count> counts;

    Tally(SortedMap<String, Count> counts) {
        this.counts = counts;
    }

    /** Which of the two questions. */
    enum Kind {
        ALWAYS,
        SOMETIMES
    }

    /** Of one probe. */
    static final class Count {
        private final Kind kind;
        private long held;
        private long asked;

        Count(Kind kind) {
            this.kind = kind;
        }

        void add(boolean condition) {
            asked++;
            if (condition) {
                held++;
            }
        }

        Kind kind() {
            return kind;
        }

        long held() {
            return held;
        }

        long asked() {
            return asked;
        }
    }

    Map<String, Count> counts() {
        return counts;
    }

    void add(Tally other) {
        other.counts.forEach((name, more) -> {
            Count count = counts.computeIfAbsent(name, _ -> new Count(more.kind));
            count.held += more.held;
            count.asked += more.asked;
        });
    }

    /** The names of what should have come up and did not. */
    List<String> neverMet() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().kind == Kind.SOMETIMES && entry.getValue().held == 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
