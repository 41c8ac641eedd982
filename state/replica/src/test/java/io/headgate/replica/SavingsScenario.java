package io.headgate.replica;

import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.history.Access;
import io.headgate.history.IsolationVerdict;
import io.headgate.history.Level;
import io.headgate.history.Transaction;
import io.headgate.history.TransactionHistory;
import io.headgate.property.Generator;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * The read-only anomaly (Fekete, O'Neil and O'Neil, "A Read-Only Transaction Anomaly Under Snapshot Isolation", SIGMOD
 * Record 2004): one deposits to savings, one withdraws from checking with a penalty if both together do not cover it, one looks at
 * both. At SNAPSHOT what was looked at makes a history impossible that could be serialized without; at SERIALIZABLE
 * never.
 *
 * <p>Only who read what matters, so that values are names of who wrote them.
 */
abstract class SavingsScenario extends ClusterScenario<SavingsScenario.Step, List<Access>> {
    private static final String ANOMALY = "only a look makes the history impossible";
    private static final String SAVINGS = "savings";
    private static final String CHECKING = "checking";

    private final IsolationLevel level;

    SavingsScenario(IsolationLevel level) {
        this.level = level;
    }

    /** Shows the anomaly. */
    public static final class AtSnapshot extends SavingsScenario {
        /** For campaigns. */
        public AtSnapshot() {
            super(IsolationLevel.SNAPSHOT);
        }
    }

    /** Does not. */
    public static final class AtSerializable extends SavingsScenario {
        /** For campaigns. */
        public AtSerializable() {
            super(IsolationLevel.SERIALIZABLE);
        }
    }

    /** Nor does this. */
    public static final class AtStrict extends SavingsScenario {
        /** For campaigns. */
        public AtStrict() {
            super(IsolationLevel.STRICT);
        }
    }

    /** What clients do. */
    enum Step {
        DEPOSIT,
        WITHDRAW,
        LOOK
    }

    @Override
    public Generator<Step> operations() {
        return oneOf(just(Step.LOOK), just(Step.DEPOSIT), just(Step.WITHDRAW));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(Step.LOOK);
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, List<Access>> environment) {
        return new Customer(environment, level);
    }

    private static final class Customer extends TransactionClient<Step, List<Access>> {
        private final IsolationLevel level;
        private int operations;

        Customer(ClientEnvironment<ClusterMessage, List<Access>> environment, IsolationLevel level) {
            super(environment);
            this.level = level;
        }

        @Override
        public void invoke(Step step) {
            long value = HistoryTransaction.value(environment.self(), operations++);
            transact(new Program() {
                @Override
                public IsolationLevel level() {
                    return level;
                }

                @Override
                public List<KeyRange> reads() {
                    return SavingsScenario.reads(step).stream()
                            .map(key -> KeyRange.of(Bytes.of(key)))
                            .toList();
                }

                @Override
                public List<Write> writes(Snapshot snapshot) {
                    return written(step).stream()
                            .<Write>map(key -> new Write.Put(Bytes.of(key), Bytes.of(Long.toString(value)), 0))
                            .toList();
                }

                @Override
                public void committed(Snapshot snapshot, long revision) {
                    List<Access> accesses = new ArrayList<>();
                    for (String key : SavingsScenario.reads(step)) {
                        KeyValue found = snapshot.keys().get(Bytes.of(key));
                        accesses.add(
                                found == null
                                        ? Access.readAbsent(key)
                                        : new Access.Read(
                                                key,
                                                Long.parseLong(found.value().text()),
                                                found.modRevision()));
                    }
                    accesses.addAll(SavingsScenario.writes(step, value, revision));
                    environment.returned(accesses);
                }
            });
        }
    }

    private static List<String> reads(Step step) {
        return step == Step.DEPOSIT ? List.of(SAVINGS) : List.of(SAVINGS, CHECKING);
    }

    private static List<String> written(Step step) {
        return switch (step) {
            case DEPOSIT -> List.of(SAVINGS);
            case WITHDRAW -> List.of(CHECKING);
            case LOOK -> List.of();
        };
    }

    private static List<Access> writes(Step step, long value, long revision) {
        return written(step).stream()
                .<Access>map(key -> new Access.Write(key, value, revision))
                .toList();
    }

    @Override
    public void judge(List<Call<Step, List<Access>>> history, Probes probes) {
        HistoryTransaction.Writes<Step> writes = (step, value) -> writes(step, value, Access.UNVERSIONED);
        List<Transaction> transactions = HistoryTransaction.all(history, writes);
        TransactionHistory all = TransactionHistory.of(transactions);
        if (level == IsolationLevel.SNAPSHOT) {
            TransactionHistory withoutLooks = TransactionHistory.of(transactions.stream()
                    .filter(transaction -> transaction.accesses().stream().anyMatch(Access.Write.class::isInstance))
                    .toList());
            probes.sometimes(
                    !all.check(Level.SERIALIZABLE).holds()
                            && withoutLooks.check(Level.SERIALIZABLE).holds(),
                    ANOMALY);
        }
        Level promise = switch (level) {
            case SNAPSHOT -> Level.SNAPSHOT;
            case SERIALIZABLE -> Level.SERIALIZABLE;
            case STRICT -> Level.STRICT_SERIALIZABLE;
        };
        IsolationVerdict verdict = all.check(promise);
        probes.always(verdict.holds(), "the history is " + promise, verdict::toString);
    }

    @Override
    public List<String> situations() {
        List<String> situations = new ArrayList<>(super.situations());
        situations.add(level == IsolationLevel.SNAPSHOT ? ANOMALY : TransactionClient.CONFLICT);
        return situations;
    }
}
