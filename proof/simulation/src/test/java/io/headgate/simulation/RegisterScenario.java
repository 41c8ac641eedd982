package io.headgate.simulation;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.history.Linearizability;
import io.headgate.history.LinearizabilityVerdict;
import io.headgate.history.Operation;
import io.headgate.history.Register;
import io.headgate.history.Response;
import io.headgate.property.Generator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A replicated register: every history of it is linearizable, unless it has a flaw. */
public class RegisterScenario implements Scenario<RegisterMessage, RegisterOperation, Integer> {
    /** What is wrong with it on purpose. */
    enum Flaw {
        /** A read returns what it found, although a later one may find something older. */
        READS_DO_NOT_STORE,
        /** A node says that it has stored what a power failure takes away. */
        ANSWERS_BEFORE_SYNC
    }

    private final Set<Flaw> flaws;
    private final Set<FaultKind> faults;

    /** The correct one, under all faults that it claims to survive. */
    public RegisterScenario() {
        this(Set.of(), survivable());
    }

    RegisterScenario(Set<Flaw> flaws, Set<FaultKind> faults) {
        this.flaws = flaws;
        this.faults = faults;
    }

    /** No checksums: it does not claim to survive a disk that holds what nobody wrote there. */
    static Set<FaultKind> survivable() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        kinds.removeIf(FaultKind::corrupts);
        return kinds;
    }

    @Override
    public Terms terms() {
        return Terms.nodes(3, 5)
                .clients(3)
                .operations(200)
                .safety(Duration.ofSeconds(5))
                // What only long syncs show is found sooner if they are long.
                .syncDelay(Duration.ofMillis(flaws.contains(Flaw.ANSWERS_BEFORE_SYNC) ? 50 : 5))
                .liveness(Duration.ofSeconds(5))
                .faults(faults);
    }

    @Override
    public Generator<RegisterOperation> operations() {
        return oneOf(just(new RegisterOperation.Read()), integers(1, 99).map(RegisterOperation.Write::new));
    }

    @Override
    public Node<RegisterMessage> node(NodeEnvironment<RegisterMessage> environment) {
        return new RegisterNode(environment, !flaws.contains(Flaw.ANSWERS_BEFORE_SYNC));
    }

    @Override
    public Client<RegisterMessage, RegisterOperation> client(ClientEnvironment<RegisterMessage, Integer> environment) {
        return new RegisterClient(environment, !flaws.contains(Flaw.READS_DO_NOT_STORE));
    }

    @Override
    public List<RegisterOperation> demandedOperations() {
        return List.of(new RegisterOperation.Write(100), new RegisterOperation.Read());
    }

    @Override
    public void judge(List<Call<RegisterOperation, Integer>> history, Probes probes) {
        LinearizabilityVerdict<Register.Request<Integer>, Register.Answer<Integer>> verdict = Linearizability.of(
                        Register.holding(Version.INITIAL.value()))
                .check(history.stream().map(RegisterScenario::operation).toList());
        probes.always(verdict instanceof LinearizabilityVerdict.Linearizable, "linearizable", () -> "\n" + verdict);
    }

    @Override
    public List<String> situations() {
        return List.of("a majority answers, not all", "an operation is given up");
    }

    /** A call as the checker takes it; the order of its ends stands for their times. */
    private static Operation<Register.Request<Integer>, Register.Answer<Integer>> operation(
            Call<RegisterOperation, Integer> call) {
        Register.Request<Integer> request = switch (call.operation()) {
            case RegisterOperation.Read() -> new Register.Read<>();
            case RegisterOperation.Write(int value) -> new Register.Write<>(value);
        };
        Response<Register.Answer<Integer>> response = switch (call.outcome()) {
            case Outcome.Returned(Integer value) ->
                new Response.Returned<>(
                        request instanceof Register.Read ? new Register.Value<>(value) : new Register.Done<>(),
                        call.endedOrder());
            case Outcome.Failed<Integer> _ -> new Response.Failed<>();
            case Outcome.Unknown<Integer> _ -> new Response.Unknown<>();
        };
        return new Operation<>(call.client(), request, call.invokedOrder(), response);
    }
}
