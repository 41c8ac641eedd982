package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Transfers between accounts, each of which begins with 100. Whoever reads all accounts at one revision, at any level,
 * sees the same sum, and no account is overdrawn.
 */
public final class BankScenario extends ClusterScenario<BankScenario.Step, List<Long>> {
    private static final int ACCOUNTS = 4;
    private static final long OPENING = 100;

    /** What clients do; each returns the balances that it has seen. */
    sealed interface Step {
        record Transfer(int from, int to, int amount) implements Step {}

        record Audit(IsolationLevel level) implements Step {}
    }

    /** For campaigns. */
    public BankScenario() {}

    @Override
    public Generator<Step> operations() {
        Generator<Integer> accounts = integers(0, ACCOUNTS - 1);
        return oneOf(
                sampledFrom(IsolationLevel.values()).map(Step.Audit::new),
                accounts.flatMap(from ->
                        accounts.flatMap(to -> integers(1, 120).map(amount -> new Step.Transfer(from, to, amount)))));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Audit(IsolationLevel.STRICT));
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, List<Long>> environment) {
        return new BankClient(environment);
    }

    private static final class BankClient extends TransactionClient<Step, List<Long>> {
        BankClient(ClientEnvironment<ClusterMessage, List<Long>> environment) {
            super(environment);
        }

        @Override
        public void invoke(Step step) {
            transact(new Program() {
                @Override
                public IsolationLevel level() {
                    return switch (step) {
                        case Step.Transfer _ -> IsolationLevel.SERIALIZABLE;
                        case Step.Audit(var level) -> level;
                    };
                }

                @Override
                public List<KeyRange> reads() {
                    return switch (step) {
                        case Step.Transfer(var from, var to, var _) ->
                            List.of(KeyRange.of(Bytes.of(key(from))), KeyRange.of(Bytes.of(key(to))));
                        case Step.Audit _ -> List.of(KeyRange.prefix(Bytes.of("account/")));
                    };
                }

                @Override
                public List<Write> writes(Snapshot snapshot) {
                    return switch (step) {
                        case Step.Transfer(var from, var to, var amount)
                        when from != to && balance(snapshot, from) >= amount ->
                            List.of(
                                    put(from, balance(snapshot, from) - amount),
                                    put(to, balance(snapshot, to) + amount));
                        case Step.Transfer _, Step.Audit _ -> List.of();
                    };
                }

                @Override
                public void committed(Snapshot snapshot, long revision) {
                    List<Long> balances = new ArrayList<>();
                    for (int account = 0; account < ACCOUNTS; account++) {
                        balances.add(balance(snapshot, account));
                    }
                    environment.returned(balances);
                }
            });
        }

        private static long balance(Snapshot snapshot, int account) {
            return snapshot.number(key(account), OPENING);
        }

        private static Write put(int account, long balance) {
            return new Write.Put(Bytes.of(key(account)), Bytes.of(Long.toString(balance)), 0);
        }

        private static String key(int account) {
            return "account/" + account;
        }
    }

    @Override
    public void judge(List<Call<Step, List<Long>>> history, Probes probes) {
        for (Call<Step, List<Long>> call : history) {
            if (call.outcome() instanceof Outcome.Returned<List<Long>>(var balances)) {
                LongStream all = balances.stream().mapToLong(Long::longValue);
                probes.always(
                        !(call.operation() instanceof Step.Audit) || all.sum() == ACCOUNTS * OPENING,
                        "the sum of all accounts stays",
                        balances::toString);
                probes.always(
                        balances.stream().allMatch(balance -> balance >= 0),
                        "no account is overdrawn",
                        balances::toString);
            }
        }
    }
}
