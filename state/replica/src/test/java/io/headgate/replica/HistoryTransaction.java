package io.headgate.replica;

import io.headgate.history.Access;
import io.headgate.history.Transaction;
import io.headgate.simulation.Call;
import io.headgate.simulation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a client's call, which was a transaction and returned its accesses, stands in the history that is checked. */
final class HistoryTransaction {
    private static final long OPERATIONS_PER_CLIENT = 100_000;

    private HistoryTransaction() {}

    /** What a client writes in its operation of that number: nobody writes it but there. */
    static long value(int client, int operation) {
        return client * OPERATIONS_PER_CLIENT + operation;
    }

    /** What an operation writes if it is carried out. */
    @FunctionalInterface
    interface Writes<O> {
        List<Access> of(O operation, long value);
    }

    /** The transactions of a history, each named by the value that it writes. */
    static <O> List<Transaction> all(List<Call<O, List<Access>>> history, Writes<O> writes) {
        List<Transaction> transactions = new ArrayList<>();
        Map<Integer, Integer> operations = new HashMap<>();
        for (Call<O, List<Access>> call : history) {
            long value = value(call.client(), operations.merge(call.client(), 1, Integer::sum) - 1);
            transactions.add(of(call, value, writes.of(call.operation(), value)));
        }
        return transactions;
    }

    private static <O> Transaction of(Call<O, List<Access>> call, long value, List<Access> writes) {
        int process = call.client();
        long begin = call.invokedOrder();
        long end = call.endedOrder();
        return switch (call.outcome()) {
            case Outcome.Returned(var accesses) ->
                new Transaction(value, process, begin, end, Transaction.Outcome.COMMITTED, accesses);
            case Outcome.Failed<List<Access>> _ ->
                new Transaction(value, process, begin, end, Transaction.Outcome.ABORTED, writes);
            case Outcome.Unknown<List<Access>> _ ->
                new Transaction(value, process, begin, end, Transaction.Outcome.UNKNOWN, writes);
        };
    }
}
