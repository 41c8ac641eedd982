package io.headgate.replica;

import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Write;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A transaction that adds to a counter without reading it.
 *
 * @param end told what was added
 */
record Addition(IsolationLevel level, Bytes key, long delta, LongConsumer end) implements TransactionClient.Program {
    @Override
    public List<KeyRange> reads() {
        return List.of();
    }

    @Override
    public List<Write> writes(TransactionClient.Snapshot snapshot) {
        return List.of(new Write.Add(key, delta));
    }

    @Override
    public void committed(TransactionClient.Snapshot snapshot, long revision) {
        end.accept(delta);
    }
}
