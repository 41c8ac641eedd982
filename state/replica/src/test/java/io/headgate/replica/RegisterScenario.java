package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.history.Keyed;
import io.headgate.history.Linearizability;
import io.headgate.history.LinearizabilityVerdict;
import io.headgate.history.Operation;
import io.headgate.history.Register;
import io.headgate.history.Response;
import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.simulation.Terms;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.Compare;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Range;
import io.headgate.store.Operation.Txn;
import io.headgate.store.Response.Decided;
import io.headgate.store.Response.Ranged;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Every key is a linearizable register, through any member. */
public class RegisterScenario extends ClusterScenario<RegisterOperation, Register.Answer<Integer>> {
    private static final List<String> KEYS = List.of("a", "b");

    private final int valueBytes;

    /** For campaigns. */
    public RegisterScenario() {
        this(/* valueBytes= */ 1);
    }

    private RegisterScenario(int valueBytes) {
        this.valueBytes = valueBytes;
    }

    /**
     * The values are so large that a log soon needs more room than it has kept, and disks are full more often than anything
     * else is wrong.
     */
    public static final class OnFullDisks extends RegisterScenario {
        /** For campaigns. */
        public OnFullDisks() {
            // What all clients write at once still fits into one entry.
            super(/* valueBytes= */ 800);
        }

        @Override
        public Terms terms() {
            return super.terms()
                    .faults(EnumSet.of(FaultKind.FULL_DISK, FaultKind.CRASH, FaultKind.PARTITION, FaultKind.SLOW_SYNC));
        }

        @Override
        public List<String> situations() {
            List<String> situations = new ArrayList<>(super.situations());
            situations.add(SimulatedMember.REFUSED_FOR_ROOM);
            return situations;
        }
    }

    @Override
    public Generator<RegisterOperation> operations() {
        Generator<String> keys = sampledFrom(KEYS);
        Generator<Integer> values = integers(1, 9);
        return oneOf(
                keys.map(RegisterOperation.Read::new),
                keys.flatMap(key -> values.map(value -> new RegisterOperation.Write(key, value))),
                keys.flatMap(key -> values.flatMap(
                        expected -> values.map(value -> new RegisterOperation.CompareAndSet(key, expected, value)))));
    }

    @Override
    public Client<ClusterMessage, RegisterOperation> client(
            ClientEnvironment<ClusterMessage, Register.Answer<Integer>> environment) {
        return new RegisterClient(environment, valueBytes);
    }

    private static final class RegisterClient extends ClusterClient<RegisterOperation, Register.Answer<Integer>> {
        private final int valueBytes;

        RegisterClient(ClientEnvironment<ClusterMessage, Register.Answer<Integer>> environment, int valueBytes) {
            super(environment);
            this.valueBytes = valueBytes;
        }

        @Override
        public void invoke(RegisterOperation operation) {
            Bytes key = Bytes.of(operation.key());
            switch (operation) {
                case RegisterOperation.Read _ -> askAny(new Ask.ReadLatest(Range.of(KeyRange.of(key))), this::answer);
                case RegisterOperation.Write(var _, var value) ->
                    askAny(new Ask.Submit(new Command.Execute(Put.of(key, bytes(value)))), this::answer);
                case RegisterOperation.CompareAndSet(var _, var expected, var value) -> {
                    Compare.Subject subject = expected == null
                            ? new Compare.Subject.Version(0)
                            : new Compare.Subject.Value(bytes(expected));
                    Compare compare = new Compare(KeyRange.of(key), Compare.Relation.EQUAL, subject);
                    Txn txn = new Txn(List.of(compare), List.of(Put.of(key, bytes(value))), List.of());
                    askAny(new Ask.Submit(new Command.Execute(txn)), this::answer);
                }
            }
        }

        private void answer(Result result) {
            switch (result) {
                case Result.Got(var _, Ranged(var found, var _, var _)) -> environment.returned(value(found));
                case Result.Got(var _, Decided(var succeeded, var _)) ->
                    environment.returned(new Register.Compared<>(succeeded));
                case Result.Got _ -> environment.returned(new Register.Done<>());
                case Result.Failed failed -> fail(failed);
                default -> throw new IllegalStateException(result.toString());
            }
        }

        private static Register.Answer<Integer> value(List<KeyValue> found) {
            return new Register.Value<>(
                    found.isEmpty()
                            ? null
                            : Integer.valueOf(found.getFirst().value().text().strip()));
        }

        private Bytes bytes(int value) {
            String digits = Integer.toString(value);
            return Bytes.of(digits + " ".repeat(Math.max(0, valueBytes - digits.length())));
        }
    }

    @Override
    public List<RegisterOperation> demandedOperations() {
        return List.of(new RegisterOperation.Write("a", 10), new RegisterOperation.Read("a"));
    }

    @Override
    public void judge(List<Call<RegisterOperation, Register.Answer<Integer>>> history, Probes probes) {
        LinearizabilityVerdict<Keyed<String, Register.Request<Integer>>, Register.Answer<Integer>> verdict =
                Linearizability.of(Register.<Integer>empty())
                        .checkPerKey(history.stream()
                                .map(RegisterScenario::operation)
                                .toList());
        probes.always(verdict instanceof LinearizabilityVerdict.Linearizable, "linearizable", verdict::toString);
    }

    private static Operation<Keyed<String, Register.Request<Integer>>, Register.Answer<Integer>> operation(
            Call<RegisterOperation, Register.Answer<Integer>> call) {
        Register.Request<Integer> request = switch (call.operation()) {
            case RegisterOperation.Read _ -> new Register.Read<>();
            case RegisterOperation.Write(var _, var value) -> new Register.Write<>(value);
            case RegisterOperation.CompareAndSet(var _, var expected, var value) ->
                new Register.CompareAndSet<>(expected, value);
        };
        Response<Register.Answer<Integer>> response = switch (call.outcome()) {
            case Outcome.Returned(var answer) -> new Response.Returned<>(answer, call.endedOrder());
            case Outcome.Failed<Register.Answer<Integer>> _ -> new Response.Failed<>();
            case Outcome.Unknown<Register.Answer<Integer>> _ -> new Response.Unknown<>();
        };
        return new Operation<>(
                call.client(), new Keyed<>(call.operation().key(), request), call.invokedOrder(), response);
    }
}
