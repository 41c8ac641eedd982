package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.Entry;
import io.headgate.consensus.EntryKind;
import io.headgate.consensus.Message;
import io.headgate.consensus.Payload;
import io.headgate.replica.ManualCluster.Member;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.KeyRange;
import io.headgate.store.MembershipChange;
import io.headgate.store.Operation;
import io.headgate.store.Refusal;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stories of three members, each about one rule that holds a cluster together: what happens without it is so rare that the
 * simulation hardly meets it. Member 1 leads in the beginning.
 */
final class ClusterStoriesTest {
    /** Longer than anybody is loyal to a leader or waits for one. */
    private static final int ELECTION_MILLIS = 400;

    private static final Bytes KEY = Bytes.of("key");

    private final ManualCluster cluster = new ManualCluster(3);
    private final Member one = cluster.member(1);
    private final Member two = cluster.member(2);
    private final Member three = cluster.member(3);

    @BeforeEach
    void memberOneLeads() {
        one.start();
        two.start();
        three.start();
        // Longer than it takes until all have told each other the numbers of their disks.
        cluster.pass(3_000, one, two, three);
        assertThat(one.leads()).isTrue();
    }

    private static CompletableFuture<Reply> put(Member member, String value) {
        return member.replica().submit(new Command.Execute(Operation.Put.of(KEY, Bytes.of(value))));
    }

    private static String value(Member member) {
        return member.replica().keyspace().range(Operation.Range.of(KeyRange.of(KEY)))
                                instanceof Response.Ranged(var found, var _, var _)
                        && !found.isEmpty()
                ? found.getFirst().value().text()
                : "nothing";
    }

    // What is said is on a disk.

    @Test
    void aPutIsNotAnsweredBeforeAQuorumHasItOnItsDisks() {
        two.disk.stall();

        CompletableFuture<Reply> answer = put(one, "a");
        cluster.run(one, two);
        assertThat(answer).isNotDone();

        two.disk.goOn();
        cluster.run(one, two);
        assertThat(answer).isCompleted();
    }

    @Test
    void aLeadersOwnVoteCountsWhenItIsOnItsDisk() {
        one.disk.stall();

        CompletableFuture<Reply> answer = put(one, "a");
        cluster.run(one, two);
        assertThat(answer).isNotDone();

        one.disk.goOn();
        cluster.run(one, two);
        assertThat(answer).isCompleted();
    }

    /** Member 3 asks for promises in a ballot above all. */
    private void memberTwoIsAskedForAPromise() {
        cluster.drop();
        two.receive(three, new Message.Prepare(new Ballot(9, 3), two.consensus().chosenThrough() + 1, Ballot.NONE));
        cluster.run(two);
    }

    @Test
    void aPromiseIsNotToldBeforeItIsOnTheDisk() {
        cluster.pass(ELECTION_MILLIS);
        two.disk.stall();
        memberTwoIsAskedForAPromise();
        assertThat(cluster.underWay(two, three)).noneMatch(Message.Promise.class::isInstance);

        two.disk.goOn();
        cluster.run(two);
        assertThat(cluster.underWay(two, three)).anyMatch(Message.Promise.class::isInstance);
    }

    @Test
    void aPromiseOutlivesAPowerFailure() {
        cluster.pass(ELECTION_MILLIS);
        memberTwoIsAskedForAPromise();
        assertThat(cluster.underWay(two, three)).anyMatch(Message.Promise.class::isInstance);

        two.failPower();
        cluster.run(two);
        cluster.drop();
        CompletableFuture<Reply> answer = put(one, "in a ballot of the past");
        cluster.run(one, two);

        assertThat(answer).isNotDone();
        assertThat(two.consensus().hardState().promised()).isEqualTo(new Ballot(9, 3));
    }

    // Who leads has to ask.

    @Test
    void nothingIsAppliedThatAMinorityHas() {
        CompletableFuture<Reply> answer = put(one, "a");
        cluster.run(one);
        assertThat(one.consensus().lastSlot()).isEqualTo(one.consensus().chosenThrough() + 1);
        assertThat(value(one)).isEqualTo("nothing");
        assertThat(answer).isNotDone();
    }

    @Test
    void aLeaderThatIsCutOffAnswersNoRead() {
        put(one, "old");
        cluster.run(one, two, three);
        cluster.pass(ELECTION_MILLIS, two, three);
        put(two, "new");
        cluster.run(two, three);
        assertThat(value(two)).isEqualTo("new");

        CompletableFuture<Long> read = one.replica().readIndex();
        cluster.run(one);
        assertThat(read).isNotDone();

        cluster.pass(ELECTION_MILLIS, one, two, three);
        assertThat(read).isCompletedWithValue(two.replica().keyspace().revision());
        assertThat(value(one)).isEqualTo("new");
    }

    @Test
    void aLeaderThatIsCutOffRenewsNoLease() {
        long lease = 7;
        var _ = one.replica().submit(new Command.GrantLease(lease, 60));
        cluster.run(one, two, three);
        cluster.pass(ELECTION_MILLIS, two, three);
        var _ = two.replica().submit(new Command.RevokeLease(lease));
        cluster.run(two, three);
        assertThat(two.replica().keyspace().leaseIds()).isEmpty();

        CompletableFuture<Long> renewal = one.replica().ask(new Question.KeepAlive(lease));
        CompletableFuture<Long> look = one.replica().ask(new Question.TimeToLive(lease));
        cluster.run(one);
        assertThat(renewal).isNotDone();
        assertThat(look).isNotDone();

        cluster.pass(ELECTION_MILLIS, one, two, three);
        assertThat(renewal).isCompletedWithValueMatching(seconds -> seconds <= 0);
        assertThat(look).isCompletedWithValueMatching(seconds -> seconds <= 0);
    }

    /** What is learned counts as a vote, and so as a promise: it may come while a member asks who would elect it. */
    @Test
    void whoLearnsOfALaterBallotDoesNotStandInTheEarlierOneThatItAskedFor() {
        cluster.drop();
        cluster.pass(ELECTION_MILLIS, two);
        Ballot asked = cluster.underWay(two, three).stream()
                .filter(Message.PreVote.class::isInstance)
                .map(Message::ballot)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        Ballot later = new Ballot(9, 3);
        long slot = two.consensus().chosenThrough() + 1;
        Entry nothing = new Entry(slot, later, EntryKind.NOOP, Payload.of(new byte[0]));
        two.receive(three, new Message.Learn(later, List.of(nothing), slot));
        cluster.run(two);
        assertThat(two.consensus().chosenThrough()).isEqualTo(slot);

        two.receive(one, new Message.PreVoteAnswer(asked, /* isGranted= */ true, asked, 0));
        two.receive(three, new Message.PreVoteAnswer(asked, /* isGranted= */ true, asked, 0));
        cluster.run(two);
        assertThat(two.consensus().hardState().promised()).isEqualTo(later);

        cluster.pass(2 * ELECTION_MILLIS, two, three);
        assertThat(two.leads() || three.leads()).isTrue();
    }

    // What a member was before.

    /** Members know a batch by its origin, the origin's start and a number that begins with it. */
    @Test
    void whatAMemberSaysAfterAPowerFailureIsNotTakenForWhatItSaidBefore() {
        for (int start = 1; start <= 3; start++) {
            two.failPower();
            while (!two.isRunning()) {
                cluster.step(two);
            }
            // Nothing that it writes from now on is left after the next power failure.
            two.disk.stall();
            cluster.pass(ELECTION_MILLIS, one, two, three);
            String value = "after start " + start;
            CompletableFuture<Reply> answer = put(two, value);
            cluster.pass(10, one, two, three);
            assertThat(answer).isCompleted();
            assertThat(value(three)).isEqualTo(value);
            two.disk.goOn();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.*", "checkpoint.*"})
    void whoHasLostPartOfItsDiskVotesNoMore(String names) {
        two.disk.lose(name -> name.matches(names));
        two.failPower();
        cluster.run(two);
        assertThat(two.consensus().isForgetful()).isTrue();

        memberTwoHasNoVote();
    }

    @Test
    void whoHasLostItsWholeDiskIsNotListenedTo() {
        two.disk.lose(name -> true);
        two.failPower();
        cluster.run(two);

        memberTwoHasNoVote();
    }

    private void memberTwoHasNoVote() {
        cluster.drop();
        CompletableFuture<Reply> answer = put(one, "a");
        cluster.pass(100, one, two);
        assertThat(answer).isNotDone();
        cluster.run(one, two, three);
        assertThat(answer).isCompleted();

        cluster.pass(2 * ELECTION_MILLIS, two, three);
        assertThat(two.leads()).isFalse();
        assertThat(three.leads()).isFalse();
    }

    /** It follows the leader, and so promises, before it has anything else. */
    @Test
    void whoJoinsMayLoseItsPowerAtAnyMoment() {
        Member four = cluster.member(4);
        var _ = one.replica().ask(new Question.Change(new MembershipChange.Add(List.of(four.url()), false)));
        cluster.pass(10, one, two, three);
        four.start();
        boolean isVoter = false;
        for (int steps = 0; !isVoter; steps++) {
            for (int i = 0; i < steps; i++) {
                cluster.pass(1, one, two, three);
                cluster.step(one, four);
            }
            boolean isRunning = four.isRunning();
            isVoter = isRunning && four.consensus().membership().isVoter(4);
            Ballot promised = Ballot.NONE;
            if (isRunning && steps % 2 == 0) {
                cluster.run(four);
                promised = four.consensus().hardState().promised();
            }
            four.failPower();
            cluster.run(four);
            assertThat(four.consensus().isForgetful())
                    .as("after %s steps", steps)
                    .isFalse();
            assertThat(four.consensus().hardState().promised())
                    .as("after %s steps", steps)
                    .isGreaterThanOrEqualTo(promised);
        }
    }

    @Test
    void aFounderThatHasLostItsStateVotesNoMoreThoughItHasVotedForNothing() {
        ManualCluster fresh = new ManualCluster(3);
        Member founder = fresh.member(2);
        founder.start();
        fresh.run(founder);
        founder.receive(fresh.member(3), new Message.Prepare(new Ballot(9, 3), 2, Ballot.NONE));
        fresh.run(founder);
        assertThat(founder.consensus().hardState().promised()).isEqualTo(new Ballot(9, 3));

        founder.disk.lose(name -> name.startsWith("checkpoint"));
        founder.failPower();
        fresh.run(founder);
        assertThat(founder.consensus().isForgetful()).isTrue();
    }

    // Full disks.

    /** So many puts as need more room than these members' logs have. */
    private void fill(Member... full) {
        for (Member member : full) {
            member.disk.fill();
        }
        for (int i = 0; i < 32; i++) {
            put(one, "x".repeat(1_000));
            cluster.run(one, two, three);
        }
        cluster.pass(3_000, one, two, three);
    }

    private static boolean isRefusedForRoom(CompletableFuture<Reply> answer) {
        return answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join().response() instanceof Response.Refused(Refusal.NoSpace());
    }

    @Test
    void aLeaderWithoutRoomLetsSomebodyLeadWhoHasIt() {
        fill(one);

        assertThat(one.leads()).isFalse();
        assertThat(two.leads() || three.leads()).isTrue();
        CompletableFuture<Reply> answer = put(two, "taken");
        cluster.run(two, three);
        assertThat(answer).isCompletedWithValueMatching(reply -> reply.response() instanceof Response.Written);
    }

    @Test
    void aLeaderRefusesWhatAMajorityHasNoRoomForUntilThereIsRoom() {
        fill(one, two, three);

        assertThat(one.leads()).isTrue();
        assertThat(isRefusedForRoom(put(one, "refused"))).isTrue();
        CompletableFuture<Long> read = one.replica().readIndex();
        cluster.run(one, two, three);
        assertThat(read).isCompleted();

        List.of(one, two, three).forEach(member -> member.disk.makeRoom());
        cluster.pass(5_000, one, two, three);
        CompletableFuture<Reply> answer = put(one, "taken");
        cluster.run(one, two, three);
        assertThat(value(one)).isEqualTo("taken");
        assertThat(answer).isCompletedWithValueMatching(reply -> reply.response() instanceof Response.Written);
    }

    @Test
    void aMemberAloneRefusesAtOnceWhatItHasNoRoomForAndReadsOn() {
        ManualCluster alone = new ManualCluster(1);
        Member member = alone.member(1);
        member.start();
        alone.pass(1_000, member);
        member.disk.fill();
        CompletableFuture<Reply> last = new CompletableFuture<>();
        for (int i = 0; i < 60 && !isRefusedForRoom(last); i++) {
            last = put(member, "x".repeat(1_000));
            alone.run(member);
            assertThat(last).isCompleted();
        }
        assertThat(isRefusedForRoom(last)).isTrue();
        alone.pass(100, member);

        CompletableFuture<Long> read = member.replica().readIndex();
        alone.run(member);
        assertThat(read).isCompleted();
        assertThat(isRefusedForRoom(put(member, "x".repeat(1_000)))).isTrue();

        member.disk.makeRoom();
        alone.pass(3_000, member);
        CompletableFuture<Reply> answer = put(member, "taken");
        alone.run(member);
        assertThat(answer).isCompletedWithValueMatching(reply -> reply.response() instanceof Response.Written);
    }

    // Checkpoints.

    /** A log that has given its reserve back for a checkpoint gets it back, and goes on, when there is room. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckpointThatAFullDiskEndedIsTriedAgain(boolean isBegun) {
        long applied = one.replica().view().appliedSlot();
        if (!isBegun) {
            one.disk.fill();
        }
        CompletableFuture<Void> asked = one.replica().checkpoint();
        one.disk.fill();
        cluster.pass(20_000, one, two, three);
        assertThat(asked).isCompletedExceptionally();
        assertThat(one.disk.list()).doesNotContain("log-spare");

        one.disk.makeRoom();
        cluster.pass(10_000, one, two, three);
        assertThat(one.consensus().compactedThrough()).isGreaterThanOrEqualTo(applied);
        assertThat(one.disk.list()).contains("log-spare");
    }

    /** Nobody asked for this one: nobody is there to be told either. */
    @Test
    void aMemberGoesOnThoughItsNextCheckpointCannotBeBegun() {
        long before = two.consensus().compactedThrough();
        two.disk.fill();
        // The log grows and the state does not: a checkpoint is due.
        KeyRange absent = KeyRange.of(Bytes.of("x".repeat(1_000)));
        for (int i = 0; i < 8; i++) {
            var _ = one.replica().submit(new Command.Execute(new Operation.DeleteRange(absent, /* previous= */ false)));
            cluster.run(one, two, three);
        }
        cluster.pass(3_000, one, two, three);
        assertThat(two.consensus().compactedThrough()).isEqualTo(before);

        two.disk.makeRoom();
        cluster.pass(10_000, one, two, three);
        assertThat(two.consensus().compactedThrough()).isGreaterThan(before);
    }

    @Test
    void aCheckpointTakesThePlaceOfTheLogAtNoMomentTooEarly() {
        boolean isOver = false;
        for (int syncs = 0; !isOver; syncs++) {
            long before = one.replica().view().appliedSlot();
            put(one, "before cut " + syncs);
            cluster.run(one, two, three);
            two.disk.stall();
            CompletableFuture<Void> checkpoint = two.replica().checkpoint();
            cluster.run(two);
            put(one, "beside checkpoint " + syncs);
            cluster.run(one, two, three);
            two.disk.goOn();
            for (int i = 0; i < syncs; i++) {
                two.disk.endSync();
                two.disk.stall();
                cluster.run(one, two, three);
                two.disk.goOn();
            }
            isOver = checkpoint.isDone() && !two.disk.endSync();

            two.failPower();
            cluster.run(two);
            assertThat(two.consensus().isForgetful())
                    .as("after %s syncs", syncs)
                    .isFalse();
            assertThat(two.consensus().lastSlot()).isGreaterThan(before);
            cluster.pass(ELECTION_MILLIS, one, two, three);
            assertThat(value(two)).isEqualTo("beside checkpoint " + syncs);
        }
    }
}
