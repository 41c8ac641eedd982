package io.headgate.consensus;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What a simulated cluster is made of: members, quorums, settings. */
record ClusterPlan(int founders, Function<Set<Long>, QuorumSystem> quorums, PaxosSettings settings) {
    static final Function<Set<Long>, QuorumSystem> MAJORITY = _ -> QuorumSystem.majority();

    /** The first voter weighs as much as two others, and one more if there were ties otherwise. */
    static final Function<Set<Long>, QuorumSystem> WEIGHTED = voters -> {
        Map<Long, Integer> weights = new TreeMap<>();
        for (long voter : voters) {
            weights.put(voter, weights.isEmpty() ? 2 : 1);
        }
        return new QuorumSystem.Weighted(weights);
    };

    /** All but one elect, any two decide. */
    static final Function<Set<Long>, QuorumSystem> FLEXIBLE =
            voters -> new QuorumSystem.Flexible(Math.max(1, voters.size() - 1), Math.min(2, voters.size()));

    Membership founding() {
        Set<Long> voters = new TreeSet<>();
        for (long id = 1; id <= founders; id++) {
            voters.add(id);
        }
        return Membership.of(voters, quorums.apply(voters));
    }

    /** What comes next for a node: it joins, is promoted, or is removed unless it is one of the last two voters. */
    Membership change(Membership now, int node) {
        long id = now.voters().stream()
                .filter(member -> (member - 1) % ClusterNode.GENERATION == node)
                .findFirst()
                .orElse(0L);
        if (id != 0) {
            if (now.voters().size() <= 2) {
                return now;
            }
            Set<Long> left = new TreeSet<>(now.voters());
            left.remove(id);
            return now.without(id, quorums.apply(left));
        }
        for (long learner : now.learners()) {
            if ((learner - 1) % ClusterNode.GENERATION == node) {
                Set<Long> more = new TreeSet<>(now.voters());
                more.add(learner);
                return now.withVoter(learner, quorums.apply(more));
            }
        }
        long next = node + 1L;
        while (next <= now.highestId()) {
            next += ClusterNode.GENERATION;
        }
        return now.withLearner(next);
    }
}
