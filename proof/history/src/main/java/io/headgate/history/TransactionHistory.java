package io.headgate.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The transactions that a store was asked to run and what it answered, ready to be held against any {@link Level}.
 * Immutable; may be shared by threads.
 */
public final class TransactionHistory {
    private final List<Anomaly> observations;
    private final CycleSearch cycles;

    private TransactionHistory(List<Anomaly> observations, CycleSearch cycles) {
        this.observations = observations;
        this.cycles = cycles;
    }

    /**
     * Infers what must have come before what. Linear in the accesses and the values read, but for keys with many
     * writes that nobody read.
     *
     * @param transactions all of them, in any order
     * @throws IllegalArgumentException if two have one id, if a value was written to a key twice, if a key was used both as
     *     list and as register, if a write that was replaced in its own transaction has a version, or if a process ran
     *     two committed transactions at a time
     */
    public static TransactionHistory of(List<Transaction> transactions) {
        var index = new HistoryIndex(List.copyOf(transactions));
        var inferences = new Inferences(index);
        for (var i = 0; i < transactions.size(); i++) {
            if (index.committed(i)) {
                new OwnView(index, i, inferences).readAll();
            }
        }
        for (var key : index.keys()) {
            switch (key.kind) {
                case LIST -> new ListInference(index, key, inferences).infer();
                case REGISTER -> new RegisterInference(index, key, inferences).infer();
            }
        }
        new TimeInference(index, inferences).infer();
        return new TransactionHistory(List.copyOf(inferences.anomalies()), new CycleSearch(inferences.graph()));
    }

    /**
     * Looks for whatever {@code level} rules out. Linear in transactions and dependencies if there is nothing.
     *
     * <p>A refusal is always right. That nothing was found means that the level holds for histories of lists of which
     * {@link ListInference} says so; for registers it means only that.
     */
    public IsolationVerdict check(Level level) {
        var anomalies = new ArrayList<Anomaly>();
        observations.stream().filter(anomaly -> anomaly.violates(level)).forEach(anomalies::add);
        anomalies.addAll(cycles.search(level));
        return new IsolationVerdict(level, anomalies);
    }
}
