package io.headgate.log;

import static io.headgate.property.Generators.integers;

import io.headgate.property.Generator;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.FaultBudget;
import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.simulation.Scenario;
import io.headgate.simulation.Terms;
import io.headgate.simulation.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A log and a checkpoint on the simulated disk, whose power fails, which is full, slow, fails to sync, and, where the scenario
 * says so, rots. An operation is the length of an entry, or below 0 to make a checkpoint.
 */
public class LogScenario implements Scenario<LogNodeMessage, Integer, Boolean> {
    private static final long PATIENCE_NANOS = 200_000_000;

    private final Promises promises;
    private final boolean rots;

    /** A disk that does what it promises. */
    public LogScenario() {
        this(/* rots= */ false);
    }

    /** A disk that may hold what nobody wrote there. */
    LogScenario(boolean rots) {
        this.rots = rots;
        this.promises = new Promises(rots);
    }

    @Override
    public Terms terms() {
        Set<FaultKind> faults =
                EnumSet.of(FaultKind.CRASH, FaultKind.SLOW_SYNC, FaultKind.FAILING_SYNC, FaultKind.FULL_DISK);
        if (rots) {
            faults.addAll(Set.of(FaultKind.BIT_ROT, FaultKind.MISDIRECTED_WRITE));
        }
        FaultBudget all = (_, _, _) -> true;
        return Terms.nodes(1, 1)
                .clients(3)
                .operations(150)
                .safety(Duration.ofSeconds(2))
                .liveness(rots ? Duration.ZERO : Duration.ofSeconds(5))
                .faults(faults)
                .budget(all);
    }

    @Override
    public Generator<Integer> operations() {
        return integers(-300, OpenLog.SMALL.mostPayloadBytes());
    }

    @Override
    public Node<LogNodeMessage> node(NodeEnvironment<LogNodeMessage> environment) {
        return new LogNode(environment, promises);
    }

    @Override
    public Client<LogNodeMessage, Integer> client(ClientEnvironment<LogNodeMessage, Boolean> environment) {
        return new Asker(environment);
    }

    @Override
    public List<Integer> demandedOperations() {
        return rots ? List.of() : List.of(10, -1, 10);
    }

    @Override
    public List<String> situations() {
        return List.of("a recovery finds something", "a log was truncated", "a disk is full");
    }

    private static final class Asker implements Client<LogNodeMessage, Integer> {
        private final ClientEnvironment<LogNodeMessage, Boolean> environment;
        private long operation;
        private boolean isOver = true;
        private Timer patience = () -> {};

        Asker(ClientEnvironment<LogNodeMessage, Boolean> environment) {
            this.environment = environment;
        }

        @Override
        public void invoke(Integer what) {
            operation++;
            isOver = false;
            environment.send(
                    0, what < 0 ? new LogNodeMessage.Compact(operation) : new LogNodeMessage.Put(operation, what));
            patience = environment.after(PATIENCE_NANOS, "patience", () -> {
                isOver = true;
                environment.unknown("no answer");
            });
        }

        @Override
        public void receive(int from, LogNodeMessage message) {
            if (isOver) {
                return;
            }
            switch (message) {
                case LogNodeMessage.Done(long of) -> {
                    if (of == operation) {
                        end();
                        environment.returned(true);
                    }
                }
                case LogNodeMessage.Refused(long of, String why) -> {
                    if (of == operation) {
                        end();
                        environment.failed(why);
                    }
                }
                case LogNodeMessage.Put _, LogNodeMessage.Compact _ ->
                    throw new IllegalStateException("a client got " + message);
            }
        }

        private void end() {
            isOver = true;
            patience.cancel();
        }
    }
}
