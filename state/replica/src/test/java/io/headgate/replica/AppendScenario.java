package io.headgate.replica;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.history.Access;
import io.headgate.history.IsolationVerdict;
import io.headgate.history.Level;
import io.headgate.history.TransactionHistory;
import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that read lists, key by key or by one range with all its gaps, and append to some of them. The whole
 * history is what the level promises; meanwhile old revisions are compacted.
 */
abstract class AppendScenario extends ClusterScenario<AppendScenario.Step, List<Access>> {
    private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4");

    private final IsolationLevel level;
    private final List<Level> promises;

    AppendScenario(IsolationLevel level, Level... promises) {
        this.level = level;
        this.promises = List.of(promises);
    }

    /** Everyone reads a snapshot, and no two concurrent transactions append to one list. */
    public static final class AtSnapshot extends AppendScenario {
        /** For campaigns. */
        public AtSnapshot() {
            super(IsolationLevel.SNAPSHOT, Level.SNAPSHOT);
        }
    }

    /** As if one after another. */
    public static final class AtSerializable extends AppendScenario {
        /** For campaigns. */
        public AtSerializable() {
            super(IsolationLevel.SERIALIZABLE, Level.SNAPSHOT, Level.SERIALIZABLE);
        }
    }

    /** As if one after another, in an order that clients cannot tell from time's. */
    public static final class AtStrict extends AppendScenario {
        /** For campaigns. */
        public AtStrict() {
            super(IsolationLevel.STRICT, Level.STRONG_SNAPSHOT, Level.STRICT_SERIALIZABLE);
        }
    }

    /** What clients do. */
    sealed interface Step {
        /**
         * Reads some lists, and appends to some.
         *
         * @param isScan reads all keys by one range instead
         */
        record Work(Set<String> reads, Set<String> appends, boolean isScan) implements Step {}

        /** Compacts what is older than the last {@code kept} revisions of some member. */
        record Compact(int kept) implements Step {}
    }

    @Override
    public Generator<Step> operations() {
        Generator<Set<String>> keys = lists(sampledFrom(KEYS)).maxSize(3).map(TreeSet::new);
        Generator<Step> work = keys.flatMap(reads ->
                keys.flatMap(appends -> booleans(0.3).map(isScan -> new Step.Work(reads, appends, isScan))));
        return oneOf(work, work, work, work, work, work, work, integers(0, 20).map(Step.Compact::new));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Work(Set.of("k0"), Set.of("k1"), false), new Step.Work(Set.of(), Set.of(), true));
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, List<Access>> environment) {
        return new AppendClient(environment, level);
    }

    private static final class AppendClient extends TransactionClient<Step, List<Access>> {
        private final IsolationLevel level;
        private int operations;

        AppendClient(ClientEnvironment<ClusterMessage, List<Access>> environment, IsolationLevel level) {
            super(environment);
            this.level = level;
        }

        @Override
        public void invoke(Step step) {
            long value = HistoryTransaction.value(environment.self(), operations++);
            switch (step) {
                case Step.Work work -> transact(program(work, value));
                case Step.Compact(var kept) ->
                    askAny(new Ask.Begin(false), result -> {
                        switch (result) {
                            case Result.Revision(var revision) -> compact(Math.max(1, revision - kept));
                            case Result.Failed failed -> fail(failed);
                            default -> throw new IllegalStateException(result.toString());
                        }
                    });
            }
        }

        private void compact(long revision) {
            askAny(new Ask.Submit(new Command.Compact(revision)), result -> {
                if (result instanceof Result.Failed failed) {
                    fail(failed);
                } else {
                    environment.returned(List.of());
                }
            });
        }

        private Program program(Step.Work work, long value) {
            return new Program() {
                @Override
                public IsolationLevel level() {
                    return level;
                }

                @Override
                public List<KeyRange> reads() {
                    if (work.isScan) {
                        return List.of(KeyRange.prefix(Bytes.of("k")));
                    }
                    return keys(work).stream()
                            .map(key -> KeyRange.of(Bytes.of(key)))
                            .toList();
                }

                @Override
                public List<Write> writes(Snapshot snapshot) {
                    List<Write> writes = new ArrayList<>();
                    for (String key : work.appends) {
                        String before = snapshot.text(key);
                        String after = before == null ? Long.toString(value) : before + "," + value;
                        writes.add(new Write.Put(Bytes.of(key), Bytes.of(after), 0));
                    }
                    return writes;
                }

                @Override
                public void committed(Snapshot snapshot, long revision) {
                    List<Access> accesses = new ArrayList<>();
                    for (String key : keys(work)) {
                        accesses.add(new Access.ReadList(key, list(snapshot.text(key))));
                    }
                    accesses.addAll(appends(work, value));
                    environment.returned(accesses);
                }
            };
        }

        private static List<Long> list(@Nullable String text) {
            return text == null
                    ? List.of()
                    : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
        }
    }

    /** What is read: what is appended to, too. */
    private static Set<String> keys(Step.Work work) {
        Set<String> keys = new LinkedHashSet<>(work.isScan ? KEYS : work.reads);
        keys.addAll(work.appends);
        return keys;
    }

    private static List<Access> appends(Step.Work work, long value) {
        return work.appends.stream().map(key -> Access.append(key, value)).toList();
    }

    @Override
    public void judge(List<Call<Step, List<Access>>> history, Probes probes) {
        TransactionHistory checked =
                TransactionHistory.of(HistoryTransaction.all(history, (step, value) -> switch (step) {
                    case Step.Work work -> appends(work, value);
                    case Step.Compact _ -> List.of();
                }));
        for (Level promise : promises) {
            IsolationVerdict verdict = checked.check(promise);
            probes.always(verdict.holds(), "the history is " + promise, verdict::toString);
        }
    }

    @Override
    public List<String> situations() {
        List<String> situations = new ArrayList<>(super.situations());
        situations.addAll(List.of(TransactionClient.CONFLICT, TransactionClient.TOO_OLD, TransactionClient.RETRIED));
        return situations;
    }
}
