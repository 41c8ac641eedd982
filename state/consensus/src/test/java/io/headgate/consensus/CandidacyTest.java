package io.headgate.consensus;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class CandidacyTest {
    private static final Ballot NEXT = new Ballot(100, 1);

    private static Membership majorityOf(int voters) {
        Set<Long> ids = new TreeSet<>();
        for (long id = 1; id <= voters; id++) {
            ids.add(id);
        }
        return Membership.of(ids, QuorumSystem.majority());
    }

    private static Entry entry(long slot, long round, int value) {
        return new Entry(slot, new Ballot(round, 1), EntryKind.COMMANDS, Payload.of(new byte[] {(byte) value}));
    }

    private static Message.Promise promise(List<? extends Vote> votes, long chosenThrough) {
        long last = votes.isEmpty() ? 0 : votes.getLast().slot();
        return new Message.Promise(NEXT, 1, last + 1, last, Ballot.NONE, 0, chosenThrough, List.copyOf(votes));
    }

    /** One slot, ballots one after the other, each with a majority's promises and with the votes of anybody. */
    @HegelTest(testCases = 2_000)
    void whatWasChosenIsTakenOverWhoeverAnswersAndWhateverDecays(TestCase tc) {
        int members = tc.draw(integers(3, 5), "members");
        Membership membership = majorityOf(members);
        Entry[] votes = new Entry[members];
        int chosen = 0;
        for (int round = 1; round <= tc.draw(integers(1, 4), "ballots"); round++) {
            int quorum = tc.draw(integers(0, (1 << members) - 1), "promise");
            if (2 * Integer.bitCount(quorum) <= members) {
                continue;
            }
            int value = round;
            long highest = 0;
            for (int i = 0; i < members; i++) {
                Entry vote = votes[i];
                if ((quorum >> i & 1) == 1 && vote != null && vote.ballot().round() > highest) {
                    highest = vote.ballot().round();
                    value = vote.payload().buffer().get();
                }
            }
            int voting = tc.draw(integers(0, (1 << members) - 1), "vote");
            for (int i = 0; i < members; i++) {
                if ((voting >> i & 1) == 1) {
                    votes[i] = entry(1, round, value);
                }
            }
            chosen = 2 * Integer.bitCount(voting) > members ? value : chosen;
        }
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, membership);
        for (int i = 0; i < members; i++) {
            Entry vote = votes[i];
            if (tc.draw(booleans(0.8), "answers")) {
                boolean decays = vote != null && tc.draw(booleans(0.3), "decays");
                List<Vote> told = new ArrayList<>();
                if (vote != null) {
                    told.add(decays ? new Faulty(1, vote.ballot()) : vote);
                }
                candidacy.add(i + 1L, promise(told, 0));
            }
        }
        tc.classify(candidacy.isWon() ? "won" : "not won");
        if (chosen != 0 && candidacy.isWon()) {
            tc.classify("chosen and won");
            assertThat(candidacy.takeover()).containsExactly(entry(1, 1, chosen).at(NEXT));
        }
    }

    @Test
    void aFaultyEntryThatNobodyElseHasIsDroppedOnlyWhenAQuorumSaysItNeverHadIt() {
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, majorityOf(3));
        candidacy.add(1, promise(List.of(new Faulty(1, new Ballot(5, 2))), 0));
        candidacy.add(2, promise(List.of(), 0));
        assertThat(candidacy.isWon()).isFalse();
        candidacy.add(3, promise(List.of(), 0));
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.takeover()).isEmpty();
    }

    @Test
    void aFaultyEntryDoesNoHarmWhereSomebodyHasItAtThatBallotOrAHigherOne() {
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, majorityOf(3));
        candidacy.add(1, promise(List.of(new Faulty(1, new Ballot(5, 1))), 0));
        candidacy.add(2, promise(List.of(entry(1, 5, 7)), 0));
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.takeover()).containsExactly(entry(1, 5, 7).at(NEXT));
    }

    @Test
    void whatIsKnownToBeChosenOutranksAFaultyVoteOfAHigherBallot() {
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, majorityOf(3));
        candidacy.add(1, promise(List.of(new Faulty(1, new Ballot(9, 1))), 0));
        candidacy.add(2, promise(List.of(entry(1, 5, 7)), 1));
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.takeover()).containsExactly(entry(1, 5, 7).at(NEXT));
    }

    @Test
    void holesAreFilledWithNothing() {
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, majorityOf(3));
        candidacy.add(1, promise(List.of(new Faulty(1, new Ballot(5, 1)), entry(2, 5, 7)), 0));
        candidacy.add(2, promise(List.of(), 0));
        candidacy.add(3, promise(List.of(), 0));
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.takeover())
                .containsExactly(Entry.noop(1, NEXT), entry(2, 5, 7).at(NEXT));
    }

    @Test
    void aPromiseInPartsCountsWhenTheLastPartIsThere() {
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, majorityOf(1));
        Message.Promise first = new Message.Promise(NEXT, 1, 2, 2, Ballot.NONE, 0, 0, List.of(entry(1, 5, 7)));
        Message.Promise second = new Message.Promise(NEXT, 2, 3, 2, Ballot.NONE, 0, 0, List.of(entry(2, 5, 8)));
        assertThat(candidacy.add(1, second)).isFalse();
        assertThat(candidacy.add(1, first)).isTrue();
        assertThat(candidacy.add(1, first)).isFalse();
        assertThat(candidacy.isWon()).isFalse();
        assertThat(candidacy.question(1)).isEqualTo(new Message.Prepare(NEXT, 2, Ballot.NONE));
        assertThat(candidacy.add(1, second)).isTrue();
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.question(1)).isNull();
    }

    /** Member 3 missed ballot 6, whose leader was told nothing in slot 2 by members 1 and 2 and opened there. */
    @Test
    void aChangeOfMembershipThatWasOvertakenDoesNotComeBack() {
        Membership three = majorityOf(3);
        Entry change = new Entry(
                3, new Ballot(5, 3), EntryKind.MEMBERSHIP, three.withLearner(4).toPayload());
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, three);
        candidacy.add(3, promise(List.of(entry(1, 5, 1), entry(2, 5, 2), change), 0));
        candidacy.add(
                1, new Message.Promise(NEXT, 1, 3, 2, new Ballot(6, 1), 2, 0, List.of(entry(1, 6, 1), entry(2, 6, 9))));
        assertThat(candidacy.isWon()).isTrue();
        assertThat(candidacy.takeover())
                .containsExactly(entry(1, 6, 1).at(NEXT), entry(2, 6, 9).at(NEXT));
    }

    @Test
    void thePromisesMustBeAQuorumOfTheMembershipThatIsTakenOver() {
        Membership two = majorityOf(2);
        Membership three = two.withLearner(3).withVoter(3, QuorumSystem.majority());
        Membership four = three.withLearner(4).withVoter(4, QuorumSystem.majority());
        Entry change = new Entry(1, new Ballot(5, 1), EntryKind.MEMBERSHIP, four.toPayload());
        Candidacy candidacy = new Candidacy(NEXT, 1, Ballot.NONE, three);
        candidacy.add(1, promise(List.of(change), 0));
        candidacy.add(2, promise(List.of(), 0));
        assertThat(candidacy.isWon()).isFalse();
        assertThat(candidacy.asked()).containsExactly(1L, 2L, 3L, 4L);
        candidacy.add(4, promise(List.of(), 0));
        assertThat(candidacy.isWon()).isTrue();
    }
}
