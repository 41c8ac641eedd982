package io.headgate.consensus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which sets of voters are large enough: to elect, that is to promise to a candidate, and to decide, that is to choose
 * an entry. Every set that elects and every set that decides must have a voter in common; {@link Membership} checks
 * that, whatever the system. A superset of a quorum is one.
 *
 * <p>Two quorums that decide need not meet, nor two that elect (Howard, Malkhi and Spiegelman, "Flexible Paxos", 2016).
 */
public sealed interface QuorumSystem {
    /** More than half of the voters elects and decides. */
    static QuorumSystem majority() {
        return new Majority();
    }

    /** Whether promises of these voters are enough. */
    boolean elects(Set<Long> answered, Set<Long> voters);

    /** Whether votes of these voters are enough. */
    boolean decides(Set<Long> answered, Set<Long> voters);

    /** Throws if the system does not fit these voters. */
    default void check(Set<Long> voters) {}

    /** More than half of the voters. */
    record Majority() implements QuorumSystem {
        @Override
        public boolean elects(Set<Long> answered, Set<Long> voters) {
            return decides(answered, voters);
        }

        @Override
        public boolean decides(Set<Long> answered, Set<Long> voters) {
            return 2 * answered.size() > voters.size();
        }
    }

    /** More than half of all weight. */
    record Weighted(Map<Long, Integer> weights) implements QuorumSystem {
        /** So that the sum of all fits an int with room. */
        private static final int MOST_WEIGHT = 1_000_000;

        public Weighted {
            SortedMap<Long, Integer> sorted = new TreeMap<>(weights);
            sorted.forEach((member, weight) -> {
                if (weight < 0 || weight > MOST_WEIGHT) {
                    throw new IllegalArgumentException(
                            "weight of member " + member + ": " + weight + " (expected: 0.." + MOST_WEIGHT + ")");
                }
            });
            weights = Collections.unmodifiableSortedMap(sorted);
        }

        @Override
        public boolean elects(Set<Long> answered, Set<Long> voters) {
            return decides(answered, voters);
        }

        @Override
        public boolean decides(Set<Long> answered, Set<Long> voters) {
            return 2 * sum(answered) > sum(voters);
        }

        private int sum(Set<Long> members) {
            int sum = 0;
            for (long member : members) {
                sum += weights.getOrDefault(member, 0);
            }
            return sum;
        }

        @Override
        public void check(Set<Long> voters) {
            if (!weights.keySet().equals(voters)) {
                throw new IllegalArgumentException(
                        "weights of " + weights.keySet() + " (expected: of each voter, " + voters + ")");
            }
        }
    }

    /** Any so many voters elect, any so many decide; the two together are more than all. */
    record Flexible(int electing, int deciding) implements QuorumSystem {
        @Override
        public boolean elects(Set<Long> answered, Set<Long> voters) {
            return answered.size() >= electing;
        }

        @Override
        public boolean decides(Set<Long> answered, Set<Long> voters) {
            return answered.size() >= deciding;
        }
    }

    /** What contains one of these sets elects, what contains one of those decides. */
    record Families(List<Set<Long>> electing, List<Set<Long>> deciding) implements QuorumSystem {
        public Families {
            electing = sorted(electing);
            deciding = sorted(deciding);
        }

        /** The same sets for both. */
        public static Families of(List<Set<Long>> quorums) {
            return new Families(quorums, quorums);
        }

        private static List<Set<Long>> sorted(List<Set<Long>> sets) {
            return sets.stream()
                    .map(set -> (Set<Long>) Collections.unmodifiableSortedSet(new TreeSet<>(set)))
                    .collect(Collectors.toUnmodifiableList());
        }

        @Override
        public boolean elects(Set<Long> answered, Set<Long> voters) {
            return electing.stream().anyMatch(answered::containsAll);
        }

        @Override
        public boolean decides(Set<Long> answered, Set<Long> voters) {
            return deciding.stream().anyMatch(answered::containsAll);
        }

        @Override
        public void check(Set<Long> voters) {
            for (List<Set<Long>> family : List.of(electing, deciding)) {
                for (Set<Long> quorum : family) {
                    if (!voters.containsAll(quorum)) {
                        throw new IllegalArgumentException(
                                "quorum " + quorum + " (expected: members of it are voters, " + voters + ")");
                    }
                }
            }
        }
    }
}
