package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.Compare;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Range;
import io.headgate.store.Operation.Txn;
import io.headgate.store.Response.Decided;
import io.headgate.store.Response.Ranged;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A counter that grows: by additions, which are transactions sent under one id until the outcome is known, and by
 * compare-and-put. No acknowledged addition is lost, none is done twice: what is read lies between what was
 * acknowledged before and what was asked for until then.
 */
public final class CounterScenario extends ClusterScenario<CounterScenario.Step, Long> {
    private static final String KEY = "counter";

    /** What clients do. An addition returns what it added, a read what it read. */
    sealed interface Step {
        record Add(int delta) implements Step {}

        /** Reads, and writes the sum if nothing came between. */
        record AddByComparing(int delta) implements Step {}

        record Read() implements Step {}
    }

    /** For campaigns. */
    public CounterScenario() {}

    @Override
    public Generator<Step> operations() {
        return oneOf(
                just(new Step.Read()),
                integers(1, 9).map(Step.Add::new),
                integers(1, 9).map(Step.AddByComparing::new));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Add(1), new Step.Read());
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, Long> environment) {
        return new CounterClient(environment);
    }

    private static final class CounterClient extends TransactionClient<Step, Long> {
        CounterClient(ClientEnvironment<ClusterMessage, Long> environment) {
            super(environment);
        }

        @Override
        public void invoke(Step step) {
            switch (step) {
                case Step.Add(var delta) ->
                    transact(new Addition(IsolationLevel.SERIALIZABLE, Bytes.of(KEY), delta, environment::returned));
                case Step.AddByComparing(var delta) -> latest(before -> compareAndPut(before, delta));
                case Step.Read() -> latest(found -> environment.returned(number(found)));
            }
        }

        private void latest(Consumer<List<KeyValue>> next) {
            askAny(new Ask.ReadLatest(Range.of(KeyRange.of(Bytes.of(KEY)))), result -> {
                switch (result) {
                    case Result.Got(var _, Ranged(var found, var _, var _)) -> next.accept(found);
                    case Result.Failed(var _, var why) -> environment.failed(why);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private void compareAndPut(List<KeyValue> before, long delta) {
            long version = before.isEmpty() ? 0 : before.getFirst().version();
            Bytes sum = Bytes.of(Long.toString(number(before) + delta));
            Compare compare = new Compare(
                    KeyRange.of(Bytes.of(KEY)), Compare.Relation.EQUAL, new Compare.Subject.Version(version));
            Txn txn = new Txn(List.of(compare), List.of(Put.of(Bytes.of(KEY), sum)), List.of());
            askAny(new Ask.Submit(new Command.Execute(txn)), result -> {
                switch (result) {
                    case Result.Got(var _, Decided(var isDone, var _)) when isDone -> environment.returned(delta);
                    case Result.Got(var _, Decided _) -> environment.failed("someone else was faster");
                    case Result.Failed failed -> fail(failed);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private static long number(List<KeyValue> found) {
            return found.isEmpty() ? 0 : Long.parseLong(found.getFirst().value().text());
        }
    }

    @Override
    public void judge(List<Call<Step, Long>> history, Probes probes) {
        CounterHistory.judge(history, step -> step instanceof Step.Read, CounterScenario::added, probes);
    }

    private static OptionalLong added(Step step) {
        return switch (step) {
            case Step.Add(var delta) -> OptionalLong.of(delta);
            case Step.AddByComparing(var delta) -> OptionalLong.of(delta);
            case Step.Read() -> OptionalLong.empty();
        };
    }
}
