package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.history.Linearizability;
import io.headgate.history.LinearizabilityVerdict;
import io.headgate.history.Response;
import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.Compare;
import io.headgate.store.KeyRange;
import io.headgate.store.Operation;
import io.headgate.store.Operation.DeleteRange;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Range;
import io.headgate.store.Operation.Txn;
import java.util.List;

/**
 * The etcd API's operations, transactions among them, through any member: all answers together, revisions and versions
 * included, are those of one store that is asked one thing after another.
 */
public final class KvScenario extends ClusterScenario<Operation, SlowStore.Answer> {
    private static final KeyRange ALL = KeyRange.prefix(Bytes.of("k"));

    /** For campaigns. */
    public KvScenario() {}

    @Override
    public Generator<Operation> operations() {
        Generator<Bytes> keys = sampledFrom(List.of("k1", "k2", "k3")).map(Bytes::of);
        Generator<Bytes> values = integers(1, 9).map(value -> Bytes.of(Integer.toString(value)));
        Generator<Operation> put = keys.flatMap(key -> values.map(value -> Put.of(key, value)));
        Generator<Operation> delete = oneOf(
                keys.map(key -> new DeleteRange(KeyRange.of(key), /* previous= */ true)),
                just(new DeleteRange(ALL, /* previous= */ false)));
        Generator<Compare> compares = keys.flatMap(key -> integers(0, 3)
                .map(version ->
                        new Compare(KeyRange.of(key), Compare.Relation.EQUAL, new Compare.Subject.Version(version))));
        Generator<Operation> txn = compares.flatMap(compare -> keys.flatMap(key -> values.map(value -> new Txn(
                List.of(compare),
                List.of(Put.of(key, value), Range.of(ALL)),
                List.of(Range.of(ALL), new DeleteRange(KeyRange.of(key), /* previous= */ true))))));
        return oneOf(just(Range.of(ALL)), put, delete, txn, txn);
    }

    @Override
    public List<Operation> demandedOperations() {
        return List.of(Put.of(Bytes.of("k1"), Bytes.of("10")), Range.of(ALL));
    }

    @Override
    public Client<ClusterMessage, Operation> client(ClientEnvironment<ClusterMessage, SlowStore.Answer> environment) {
        return new KvClient(environment);
    }

    private static final class KvClient extends ClusterClient<Operation, SlowStore.Answer> {
        KvClient(ClientEnvironment<ClusterMessage, SlowStore.Answer> environment) {
            super(environment);
        }

        @Override
        public void invoke(Operation operation) {
            Ask ask = operation instanceof Range range
                    ? new Ask.ReadLatest(range)
                    : new Ask.Submit(new Command.Execute(operation));
            askAny(ask, result -> {
                switch (result) {
                    case Result.Got(var revision, var response) ->
                        environment.returned(new SlowStore.Answer(revision, response));
                    case Result.Failed failed -> fail(failed);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }
    }

    @Override
    public void judge(List<Call<Operation, SlowStore.Answer>> history, Probes probes) {
        LinearizabilityVerdict<Operation, SlowStore.Answer> verdict = Linearizability.of(new SlowStore())
                .check(history.stream().map(KvScenario::operation).toList());
        probes.always(verdict.isLinearizable(), "linearizable with all revisions", verdict::toString);
    }

    private static io.headgate.history.Operation<Operation, SlowStore.Answer> operation(
            Call<Operation, SlowStore.Answer> call) {
        Response<SlowStore.Answer> response = switch (call.outcome()) {
            case Outcome.Returned(var answer) -> new Response.Returned<>(answer, call.endedOrder());
            case Outcome.Failed<SlowStore.Answer> _ -> new Response.Failed<>();
            case Outcome.Unknown<SlowStore.Answer> _ -> new Response.Unknown<>();
        };
        return new io.headgate.history.Operation<>(call.client(), call.operation(), call.invokedOrder(), response);
    }
}
