package io.headgate.history;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.FifoQueue.Put;
import io.headgate.history.FifoQueue.Take;
import io.headgate.history.Register.Answer;
import io.headgate.history.Register.CompareAndSet;
import io.headgate.history.Register.Compared;
import io.headgate.history.Register.Done;
import io.headgate.history.Register.Read;
import io.headgate.history.Register.Request;
import io.headgate.history.Register.Value;
import io.headgate.history.Register.Write;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The verdicts against those of {@link BruteForceLinearizability}; answers are drawn, so that about half are wrong. */
class LinearizabilityAgainstBruteForceTest {
    private static final int THOROUGH = 1_000;

    private static int below(TestCase tc, int bound) {
        return tc.draw(integers(0, bound - 1));
    }

    /** One to six operations of three processes, with requests and answers as given. */
    private static <I, R> List<Operation<I, R>> history(
            TestCase tc, Function<TestCase, I> request, Function<I, R> answer) {
        var operations = new ArrayList<Operation<I, R>>();
        for (var i = below(tc, 6); i >= 0; i--) {
            var input = request.apply(tc);
            var from = below(tc, 12);
            operations.add(
                    switch (below(tc, 8)) {
                        case 6 -> Operation.unknown(i, input, from);
                        case 7 -> Operation.failed(i, input, from);
                        default -> Operation.returned(i, input, from, answer.apply(input), from + below(tc, 8));
                    });
        }
        return operations;
    }

    private static <S, I, R> void assertSameVerdict(
            SequentialSpecification<S, I, R> specification, List<Operation<I, R>> history) {
        var verdict = Linearizability.of(specification).check(history);
        assertThat(verdict.isLinearizable())
                .as(verdict::toString)
                .isEqualTo(new BruteForceLinearizability<>(specification).admits(history));
    }

    private static Request<Integer> registerRequest(TestCase tc) {
        return switch (below(tc, 3)) {
            case 0 -> new Read<>();
            case 1 -> new Write<>(below(tc, 3));
            default -> new CompareAndSet<>(below(tc, 3), below(tc, 3));
        };
    }

    private static Answer<Integer> registerAnswer(TestCase tc, Request<Integer> request) {
        return switch (request) {
            case Read<Integer>() -> new Value<>(below(tc, 3));
            case Write<Integer> _ -> new Done<>();
            case CompareAndSet<Integer> _ -> new Compared<>(tc.draw(booleans()));
        };
    }

    @HegelTest(testCases = THOROUGH)
    void registersAreJudgedAsByTryingAllOrders(TestCase tc) {
        var history = tc.draw(composite(c ->
                history(c, LinearizabilityAgainstBruteForceTest::registerRequest, input -> registerAnswer(c, input))));
        assertSameVerdict(Register.holding(0), history);
    }

    @HegelTest(testCases = THOROUGH)
    void manyRegistersAreJudgedAsOneMapOfThem(TestCase tc) {
        var history = tc.draw(composite(c ->
                LinearizabilityAgainstBruteForceTest.<Keyed<Integer, Request<Integer>>, Answer<Integer>>history(
                        c,
                        t -> new Keyed<>(below(t, 2), registerRequest(t)),
                        input -> registerAnswer(c, input.input()))));
        var verdict = Linearizability.of(Register.holding(0)).checkPerKey(history);
        assertThat(verdict.isLinearizable())
                .as(verdict::toString)
                .isEqualTo(new BruteForceLinearizability<>(new TwoRegisters()).admits(history));
    }

    private static FifoQueue.Request queueRequest(TestCase tc) {
        return tc.draw(booleans()) ? new Put(below(tc, 3)) : new Take();
    }

    private static Optional<Integer> queueAnswer(TestCase tc, FifoQueue.Request request) {
        return request instanceof Take && tc.draw(booleans()) ? Optional.of(below(tc, 3)) : Optional.empty();
    }

    @HegelTest(testCases = THOROUGH)
    void aSpecificationOfOnesOwnIsJudgedAsByTryingAllOrders(TestCase tc) {
        var history = tc.draw(composite(
                c -> history(c, LinearizabilityAgainstBruteForceTest::queueRequest, input -> queueAnswer(c, input))));
        assertSameVerdict(new FifoQueue(), history);
    }

    @HegelTest(testCases = THOROUGH)
    void aSpecificationWithChoicesIsJudgedAsByTryingAllOrders(TestCase tc) {
        var history = tc.draw(composite(
                c -> history(c, LinearizabilityAgainstBruteForceTest::queueRequest, input -> queueAnswer(c, input))));
        assertSameVerdict(new UnorderedBag(), history);
    }

    /** A map of two registers as one object. */
    private record TwoRegisters()
            implements SequentialSpecification<
                    List<Register.Cell<Integer>>, Keyed<Integer, Request<Integer>>, Answer<Integer>> {
        @Override
        public List<Register.Cell<Integer>> initial() {
            return List.of(new Register.Cell<>(0), new Register.Cell<>(0));
        }

        @Override
        public List<Step<List<Register.Cell<Integer>>, Answer<Integer>>> steps(
                List<Register.Cell<Integer>> state, Keyed<Integer, Request<Integer>> input) {
            return Register.holding(0).steps(state.get(input.key()), input.input()).stream()
                    .map(step -> new Step<>(
                            step.result(),
                            input.key() == 0 ? List.of(step.next(), state.get(1)) : List.of(state.get(0), step.next())))
                    .toList();
        }
    }
}
