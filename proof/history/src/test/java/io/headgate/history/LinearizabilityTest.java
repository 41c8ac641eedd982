package io.headgate.history;

import static io.headgate.history.Operation.returned;
import static io.headgate.history.Operation.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.history.LinearizabilityVerdict.Linearizable;
import io.headgate.history.LinearizabilityVerdict.NotLinearizable;
import io.headgate.history.LinearizabilityVerdict.Undecided;
import io.headgate.history.Register.Answer;
import io.headgate.history.Register.CompareAndSet;
import io.headgate.history.Register.Compared;
import io.headgate.history.Register.Done;
import io.headgate.history.Register.Read;
import io.headgate.history.Register.Request;
import io.headgate.history.Register.Value;
import io.headgate.history.Register.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final Linearizability<Register.Cell<Integer>, Request<Integer>, Answer<Integer>> REGISTER =
            Linearizability.of(Register.holding(0));

    private static Operation<Request<Integer>, Answer<Integer>> read(int process, long from, int value, long to) {
        return returned(process, new Read<>(), from, new Value<>(value), to);
    }

    private static Operation<Request<Integer>, Answer<Integer>> write(int process, long from, int value, long to) {
        return returned(process, new Write<>(value), from, new Done<>(), to);
    }

    private static Operation<Request<Integer>, Answer<Integer>> set(
            int process, long from, int expected, int value, boolean done, long to) {
        return returned(process, new CompareAndSet<>(expected, value), from, new Compared<>(done), to);
    }

    @Test
    void aReadMaySeeTheOldOrTheNewValueWhileAWriteIsUnderWay() {
        assertThat(REGISTER.check(List.of(write(1, 0, 1, 9), read(2, 1, 1, 2), read(3, 1, 0, 2))))
                .isInstanceOf(Linearizable.class);
    }

    @Test
    void aReadThatGoesBackInTimeIsToldWithItsPlace() {
        var history = List.of(write(1, 0, 1, 9), read(2, 1, 1, 2), read(3, 3, 0, 5));
        assertThat(REGISTER.check(history).toString()).isEqualTo("""
                The history is not linearizable: no order of its 3 operations explains every answer.

                The longest order found explains 2 of them. It ends with

                   process 1  0..9  write 1 -> ok
                   process 2  1..2  read -> 1

                and leaves the state 1.

                It cannot go on: one of these would have to be next, but

                   process 3  3..5  read -> 0: here the answer is 1

                Who ran at that time:

                process 1  |-write 1 -> ok---------------|
                process 2    |-read -> 1-|
                process 3                  |-read -> 0-|""");
    }

    @Test
    void aLostCompareAndSetIsToldWithWhatItHadToAnswer() {
        var history = List.of(
                set(1, 0, 0, 1, true, 10),
                set(2, 5, 0, 2, true, 15),
                Operation.<Request<Integer>, Answer<Integer>>unknown(3, new Write<>(7), 2),
                read(4, 20, 2, 22));
        assertThat(REGISTER.check(history).toString()).isEqualTo("""
                The history is not linearizable: no order of its 4 operations explains every answer.

                The longest order found explains 1 of them. It ends with

                   process 1  0..10  set 1 if 0 -> set

                and leaves the state 1.

                It cannot go on: one of these would have to be next, but

                   process 2  5..15  set 2 if 0 -> set: here the answer is not set

                What may have taken effect or not does not help, in any place: write 7.

                Who ran at that time:

                process 1  |-set 1 if 0 -> set-|
                process 2      |-set 2 if 0 -> set-|
                process 3    |-write 7 -> ?-----------""");
    }

    @Test
    void aRefusalNamesTheOperationsThatCannotBePlaced() {
        var stale = read(3, 3, 0, 5);
        var refusal = REGISTER.check(List.of(write(1, 0, 1, 2), stale));
        assertThat(refusal)
                .isEqualTo(new NotLinearizable<>(List.of(write(1, 0, 1, 2)), List.of(stale), refusal.toString()));
        assertThat(refusal.isLinearizable()).isFalse();
    }

    @Test
    void whatMayHaveHappenedMayHappenLateOrNever() {
        var perhaps = Operation.<Request<Integer>, Answer<Integer>>unknown(1, new Write<>(1), 0);
        assertThat(REGISTER.check(List.of(perhaps, read(2, 5, 0, 6), read(2, 7, 1, 8)))
                        .isLinearizable())
                .isTrue();
        assertThat(REGISTER.check(List.of(perhaps, read(2, 5, 0, 6))).isLinearizable())
                .isTrue();
        assertThat(REGISTER.check(List.of(perhaps, read(2, 5, 1, 6), read(2, 7, 0, 8)))
                        .isLinearizable())
                .isFalse();
    }

    /** Either of the two explains the first read, but only the write can explain the second. */
    @Test
    void whichOfTwoLostRequestsHadAnEffectIsRemembered() {
        var writes = Operation.<Request<Integer>, Answer<Integer>>unknown(1, new Write<>(1), 0);
        var sets = Operation.<Request<Integer>, Answer<Integer>>unknown(2, new CompareAndSet<>(0, 1), 0);
        var seen = List.of(read(3, 5, 1, 6), write(3, 7, 5, 8), read(3, 9, 1, 10));
        var history = new ArrayList<>(List.of(writes, sets));
        history.addAll(seen);
        assertThat(REGISTER.check(history).isLinearizable()).isTrue();
        assertThat(REGISTER.check(history.subList(1, history.size())).isLinearizable())
                .isFalse();
    }

    @Test
    void whatHadNotBeenAskedCannotHaveHappened() {
        var later = Operation.<Request<Integer>, Answer<Integer>>unknown(1, new Write<>(1), 7);
        assertThat(REGISTER.check(List.of(read(2, 5, 1, 6), later)).isLinearizable())
                .isFalse();
    }

    @Test
    void whatFailedDidNotHappen() {
        var failed = Operation.<Request<Integer>, Answer<Integer>>failed(1, new Write<>(1), 0);
        assertThat(REGISTER.check(List.of(failed, read(2, 5, 0, 6))).isLinearizable())
                .isTrue();
        assertThat(REGISTER.check(List.of(failed, read(2, 5, 1, 6))).isLinearizable())
                .isFalse();
    }

    @Test
    void anAnswerAtTheTimeOfAnInvocationIsConcurrentWithIt() {
        assertThat(REGISTER.check(List.of(write(1, 0, 1, 5), read(2, 5, 0, 6))).isLinearizable())
                .isTrue();
        assertThat(REGISTER.check(List.of(write(1, 0, 1, 4), read(2, 5, 0, 6))).isLinearizable())
                .isFalse();
    }

    @Test
    void theKeysOfAMapAreCheckedEachByItself() {
        var map = Linearizability.of(Register.<Integer>empty());
        var one = keyed("a", write(1, 0, 1, 1));
        var other = keyed("b", returned(2, new Read<Integer>(), 2, new Value<Integer>(null), 3));
        var stale = keyed("a", returned(2, new Read<Integer>(), 2, new Value<Integer>(null), 3));
        assertThat(map.checkPerKey(List.of(one, other)).isLinearizable()).isTrue();
        assertThat(map.checkPerKey(List.of(other, one, stale)).toString()).isEqualTo("""
                The history is not linearizable: no order of its 2 operations explains every answer.

                The longest order found explains 1 of them. It ends with

                   process 1  0..1  a: write 1 -> ok

                and leaves the state 1.

                It cannot go on: one of these would have to be next, but

                   process 2  2..3  a: read -> absent: here the answer is 1

                Who ran at that time:

                process 1  |-a: write 1 -> ok-|
                process 2                       |-a: read -> absent-|""");
    }

    private static Operation<Keyed<String, Request<Integer>>, Answer<Integer>> keyed(
            String key, Operation<? extends Request<Integer>, ? extends Answer<Integer>> operation) {
        if (operation.response() instanceof Response.Returned<? extends Answer<Integer>>(var answer, var at)) {
            return returned(
                    operation.process(), new Keyed<>(key, operation.input()), operation.invokedAt(), answer, at);
        }
        return unknown(operation.process(), new Keyed<>(key, operation.input()), operation.invokedAt());
    }

    @Test
    void aSearchThatHasNotTriedEverythingIsUndecided() {
        var history = new ArrayList<Operation<Request<Integer>, Answer<Integer>>>();
        for (var i = 1; i <= 10; i++) {
            history.add(write(i, 0, i, 100));
        }
        history.add(read(11, 200, 77, 201));
        var verdict = new Linearizability<>(Register.holding(0), 100).check(history);
        assertThat(verdict).isEqualTo(new Undecided<>(100));
        assertThat(verdict.isLinearizable()).isFalse();
        assertThat(REGISTER.check(history).isLinearizable()).isFalse();
        assertThat(REGISTER.check(history)).isNotInstanceOf(Undecided.class);
    }

    @Test
    void aMapWithAnUndecidedKeyIsUndecided() {
        var history = new ArrayList<Operation<Keyed<String, Request<Integer>>, Answer<Integer>>>();
        for (var i = 1; i <= 10; i++) {
            history.add(keyed("a", write(i, 0, i, 100)));
        }
        history.add(keyed("a", read(11, 200, 77, 201)));
        history.add(keyed("b", write(12, 0, 1, 1)));
        assertThat(new Linearizability<>(Register.holding(0), 100).checkPerKey(history))
                .isInstanceOf(Undecided.class);
    }

    /** A coin that is flipped unseen and looked at later: one answer, two states. */
    private record HiddenCoin() implements SequentialSpecification<String, String, String> {
        @Override
        public String initial() {
            return "heads";
        }

        @Override
        public List<Step<String, String>> steps(String state, String input) {
            return input.equals("flip")
                    ? List.of(new Step<>("flipped", "heads"), new Step<>("flipped", "tails"))
                    : List.of(new Step<>(state, state));
        }
    }

    @Test
    void whatAnAnswerLeavesOpenIsTriedBothWays() {
        var flip = Operation.returned(1, "flip", 0, "flipped", 1);
        var checker = Linearizability.of(new HiddenCoin());
        for (var side : List.of("heads", "tails")) {
            assertThat(checker.check(List.of(flip, Operation.returned(1, "look", 2, side, 3)))
                            .isLinearizable())
                    .isTrue();
        }
    }

    @Test
    void anAnswerBeforeItsCallIsRefused() {
        assertThatThrownBy(() -> read(1, 5, 0, 4))
                .hasMessage("process 1, read: returned 0 at 4 (expected: not before 5, its invocation)");
    }
}
