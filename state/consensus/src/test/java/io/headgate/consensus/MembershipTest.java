package io.headgate.consensus;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MembershipTest {
    private static final int MOST_VOTERS = 5;

    /** Quorums of any kind, of which many do not meet. */
    private static Generator<QuorumSystem> systems(Set<Long> voters) {
        Generator<Integer> sizes = integers(0, voters.size());
        Generator<Set<Long>> subsets = integers(0, (1 << MOST_VOTERS) - 1).map(mask -> subset(voters, mask));
        return composite(tc -> switch (tc.draw(integers(0, 3))) {
            case 0 -> QuorumSystem.majority();
            case 1 -> {
                Map<Long, Integer> weights = new TreeMap<>();
                for (long voter : voters) {
                    weights.put(voter, tc.draw(integers(0, 3)));
                }
                yield new QuorumSystem.Weighted(weights);
            }
            case 2 -> new QuorumSystem.Flexible(tc.draw(sizes), tc.draw(sizes));
            default ->
                new QuorumSystem.Families(
                        tc.draw(lists(subsets).maxSize(3)),
                        tc.draw(lists(subsets).maxSize(3)));
        });
    }

    private static Set<Long> subset(Set<Long> voters, int mask) {
        Set<Long> subset = new TreeSet<>();
        int index = 0;
        for (long voter : voters) {
            if ((mask >> index++ & 1) == 1) {
                subset.add(voter);
            }
        }
        return subset;
    }

    private static Set<Long> voters(int count) {
        Set<Long> voters = new TreeSet<>();
        for (long id = 1; id <= count; id++) {
            voters.add(id);
        }
        return voters;
    }

    private static boolean meet(Set<Long> oneVoters, QuorumSystem one, Set<Long> otherVoters, QuorumSystem other) {
        for (int i = 0; i < 1 << oneVoters.size(); i++) {
            for (int j = 0; j < 1 << otherVoters.size(); j++) {
                Set<Long> electing = subset(oneVoters, i);
                Set<Long> deciding = subset(otherVoters, j);
                if (!electing.isEmpty()
                        && !deciding.isEmpty()
                        && one.elects(electing, oneVoters)
                        && other.decides(deciding, otherVoters)
                        && Collections.disjoint(electing, deciding)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Optional<Membership> membership(Set<Long> voters, QuorumSystem quorums) {
        try {
            return Optional.of(Membership.of(voters, quorums));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    @HegelTest(testCases = 500)
    void quorumsAreTakenIfAndOnlyIfThereAreSomeAndAllOfThemMeet(TestCase tc) {
        Set<Long> voters = voters(tc.draw(integers(1, MOST_VOTERS), "voters"));
        QuorumSystem quorums = tc.draw(systems(voters), "quorums");
        boolean isSound = quorums.elects(voters, voters)
                && quorums.decides(voters, voters)
                && meet(voters, quorums, voters, quorums);
        tc.classify(isSound ? "sound" : "unsound");
        assertThat(membership(voters, quorums).isPresent()).isEqualTo(isSound);
    }

    @HegelTest(testCases = 500)
    void oneMembershipFollowsAnotherOnlyIfQuorumsOfTheTwoMeet(TestCase tc) {
        Set<Long> fewer = voters(tc.draw(integers(1, MOST_VOTERS - 1), "voters"));
        QuorumSystem before = tc.draw(systems(fewer), "before");
        Optional<Membership> first = membership(fewer, before);
        tc.assume(first.isPresent());
        Membership old = first.orElseThrow().withLearner(fewer.size() + 1L);
        Set<Long> more = voters(fewer.size() + 1);
        QuorumSystem after = tc.draw(systems(more), "after");
        tc.assume(membership(more, after).isPresent());
        Membership next = old.withVoter(fewer.size() + 1L, after);
        boolean meets = meet(fewer, before, more, after) && meet(more, after, fewer, before);
        tc.classify(meets ? "meet" : "do not meet");
        assertThat(next.problemAfter(old).isEmpty()).isEqualTo(meets);
    }

    @HegelTest
    void whatIsDecidedIsTheHighestValueThatAQuorumHasReached(TestCase tc) {
        Set<Long> voters = voters(tc.draw(integers(1, MOST_VOTERS), "voters"));
        QuorumSystem quorums = tc.draw(systems(voters), "quorums");
        Optional<Membership> membership = membership(voters, quorums);
        tc.assume(membership.isPresent());
        List<Long> values = tc.draw(lists(longs(0, 4)).minSize(voters.size()).maxSize(voters.size()), "values");
        long expected = Long.MIN_VALUE;
        for (long value = 0; value <= 4; value++) {
            Set<Long> reached = new TreeSet<>();
            for (long voter : voters) {
                if (values.get((int) voter - 1) >= value) {
                    reached.add(voter);
                }
            }
            expected = !reached.isEmpty() && quorums.decides(reached, voters) ? value : expected;
        }
        // Between two values that somebody has, what a quorum has reached is the lower one.
        long decided = membership
                .orElseThrow()
                .decided(values.stream().mapToLong(Long::longValue).toArray());
        assertThat(decided).isEqualTo(expected);
    }

    @HegelTest
    void aMembershipIsReadBackAsItWas(TestCase tc) {
        Set<Long> voters = voters(tc.draw(integers(1, MOST_VOTERS), "voters"));
        Optional<Membership> drawn = membership(voters, tc.draw(systems(voters), "quorums"));
        tc.assume(drawn.isPresent());
        Membership membership = drawn.orElseThrow();
        Membership extended = tc.draw(sampledFrom(membership, membership.withLearner(10)), "membership");
        Membership read = Membership.of(extended.toPayload());
        assertThat(read).isEqualTo(extended);
        assertThat(read.hashCode()).isEqualTo(extended.hashCode());
    }

    @HegelTest
    void bytesOfNoMembershipAreRefused(TestCase tc) {
        Membership membership = Membership.of(Set.of(1L, 2L, 3L), QuorumSystem.majority());
        byte[] bytes = new byte[membership.toPayload().size()];
        membership.toPayload().buffer().get(bytes);
        int length = tc.draw(integers(0, bytes.length - 1), "length");
        Payload cut = Payload.of(Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> Membership.of(cut)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void membersChangeOneAtATimeAndIdsDoNotComeBack() {
        QuorumSystem majority = QuorumSystem.majority();
        Membership three = Membership.of(Set.of(1L, 2L, 3L), majority);
        Membership learner = three.withLearner(4);
        Membership four = learner.withVoter(4, majority);
        assertThat(learner.problemAfter(three)).isEmpty();
        assertThat(four.problemAfter(learner)).isEmpty();
        assertThat(four.problemAfter(three)).hasValue("member 4 becomes a voter (expected: a learner first)");
        assertThat(four.without(1, majority).without(2, majority).problemAfter(four))
                .hasValue("members [1, 2] change (expected: one at a time)");
        Membership without4 = four.without(4, majority);
        assertThat(without4.problemAfter(four)).isEmpty();
        assertThat(without4.nextId()).isEqualTo(5);
        assertThat(without4.withLearner(4).problemAfter(without4))
                .hasValue("member 4 joins (expected: 5 or more, ids do not come back)");
        assertThat(three.problemAfter(without4)).hasValue("highest id 3 (expected: 4 or more)");
    }

    @Test
    void aVoterIsNotDemotedToALearner() {
        Membership three = Membership.of(Set.of(1L, 2L, 3L), QuorumSystem.majority());
        Membership demoted = Membership.of(Set.of(1L, 2L), Set.of(3L), QuorumSystem.majority(), 3);
        assertThat(demoted.problemAfter(three)).isPresent();
    }
}
