package io.headgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.LinearizabilityVerdict.NotLinearizable;
import io.headgate.history.Register.Answer;
import io.headgate.history.Register.Done;
import io.headgate.history.Register.Read;
import io.headgate.history.Register.Request;
import io.headgate.history.Register.Value;
import io.headgate.history.Register.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Histories that are much longer than a word of bits, a stack of calls, or a search from every place. */
class LargeHistoriesTest {
    private static final int TRANSACTIONS = 50_000;

    /** Transactions one after another, each of which appends to a list of a hundred and reads the next one. */
    private static List<Transaction> chain(IntPredicate readsTooLittle) {
        var history = new ArrayList<Transaction>();
        for (var i = 1; i <= TRANSACTIONS; i++) {
            var key = "k" + i / 100;
            var values = new ArrayList<Long>();
            for (long value = Math.max(1, i / 100 * 100L); value < i; value++) {
                values.add(value);
            }
            if (readsTooLittle.test(i)) {
                values.removeLast();
            }
            history.add(Transaction.committed(
                    i, i % 7, i * 10L, i * 10L + 9, new Access.ReadList(key, values), new Access.Append(key, i)));
        }
        return history;
    }

    @Test
    void aLongChainOfTransactionsNeedsNoDeepStack() {
        assertThat(TransactionHistory.of(chain(_ -> false))
                        .check(Level.STRICT_SERIALIZABLE)
                        .holds())
                .isTrue();
    }

    @Test
    void oneStaleReadAmongManyIsFound() {
        var verdict = TransactionHistory.of(chain(i -> i == 43_210)).check(Level.STRICT_SERIALIZABLE);
        assertThat(verdict.anomalies()).singleElement().satisfies(lostUpdate -> {
            assertThat(lostUpdate.title()).isEqualTo("lost update (G-single)");
            assertThat(lostUpdate.transactions()).extracting(Transaction::id).containsExactly(43_209L, 43_210L);
        });
    }

    /** Everyone reads nothing and writes the same register: thousands of transactions that all contradict each other. */
    @Test
    void aKnotOfAllTransactionsHasAShortWitness() {
        var history = new ArrayList<Transaction>();
        for (var i = 0; i < 3_000; i++) {
            history.add(Transaction.committed(
                    i, i, 0, 9, Access.readList("k" + i), Access.append("k" + (i + 1) % 3_000, i)));
        }
        var cycles = TransactionHistory.of(history).check(Level.SERIALIZABLE).anomalies();
        assertThat(cycles)
                .singleElement()
                .satisfies(cycle -> assertThat(cycle.transactions()).hasSize(3_000));
    }

    /** Writers and readers in turns that overlap; process 3 writes what may have been lost, and is not read. */
    private static List<Operation<Request<Integer>, Answer<Integer>>> calls(int count, int wrongRead) {
        var history = new ArrayList<Operation<Request<Integer>, Answer<Integer>>>();
        for (var i = 0; i < count; i++) {
            var from = 10L * i;
            history.add(Operation.returned(i % 2 == 0 ? 0 : 4, new Write<>(i), from, new Done<>(), from + 12));
            history.add(Operation.returned(1, new Read<>(), from + 1, new Value<>(i == wrongRead ? -1 : i), from + 9));
            history.add(Operation.returned(2, new Read<>(), from + 1, new Value<>(i), from + 9));
            if (i % 10 == 0) {
                history.add(Operation.unknown(3, new Write<>(count + i), from));
            }
        }
        return history;
    }

    @Test
    void callsBeyondAWordOfBitsAreKeptApart() {
        var checker = Linearizability.of(Register.holding(0));
        assertThat(checker.check(calls(2_000, /* wrongRead= */ -1)).isLinearizable())
                .isTrue();
        assertThat(checker.check(calls(200, /* wrongRead= */ 190))).isInstanceOf(NotLinearizable.class);
    }

    @Test
    void aStateThatComesBackIsNotTakenForTheSamePlace() {
        var history = new ArrayList<Operation<Request<Integer>, Answer<Integer>>>();
        for (var i = 0; i < 1_000; i++) {
            history.add(Operation.returned(0, new Write<>(i % 2), 10L * i, new Done<>(), 10L * i + 1));
        }
        assertThat(Linearizability.of(Register.holding(0)).check(history).isLinearizable())
                .isTrue();
    }

    /** Every lost write could be tried in every place, in every combination: that has to be seen to be useless. */
    @Test
    void manyLostAnswersDoNotMakeARefusalExponential() {
        var history = new ArrayList<Operation<Request<Integer>, Answer<Integer>>>();
        for (var i = 1; i <= 100; i++) {
            history.add(Operation.unknown(i, new Write<>(i), i));
        }
        history.add(Operation.returned(0, new Read<>(), 1_000, new Value<>(777), 1_001));
        assertThat(Linearizability.of(Register.holding(0)).check(history)).isInstanceOf(NotLinearizable.class);
    }

    /** The same value written again and again: one lost write of it is as good as another. */
    @Test
    void lostWritesOfOneValueAreInterchangeable() {
        var history = new ArrayList<Operation<Request<Integer>, Answer<Integer>>>();
        for (var i = 0; i < 24; i++) {
            history.add(Operation.unknown(10 + i, new Write<>(1), 0));
        }
        for (var i = 0; i < 12; i++) {
            history.add(Operation.returned(0, new Write<>(0), 10L * i + 1, new Done<>(), 10L * i + 2));
            history.add(Operation.returned(0, new Read<>(), 10L * i + 3, new Value<>(1), 10L * i + 4));
        }
        history.add(Operation.returned(0, new Read<>(), 1_000, new Value<>(777), 1_001));
        assertThat(Linearizability.of(Register.holding(0)).check(history)).isInstanceOf(NotLinearizable.class);
    }
}
