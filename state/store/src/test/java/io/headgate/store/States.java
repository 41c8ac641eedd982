package io.headgate.store;

import java.nio.ByteBuffer;
import java.util.List;

/** Writing states out and reading them in. */
final class States {
    private States() {}

    /** The whole state, of less than a mebibyte. */
    static byte[] written(Keyspace store) {
        var chunk = ByteBuffer.allocate(1 << 20);
        try (StateWriter writer = store.snapshot()) {
            if (writer.write(chunk)) {
                throw new IllegalStateException("more than " + chunk.capacity() + " bytes");
            }
        }
        byte[] bytes = new byte[chunk.flip().remaining()];
        chunk.get(bytes);
        return bytes;
    }

    static Keyspace read(StateWriter writer, int chunkBytes) {
        var reader = new StateReader();
        boolean hasMore = true;
        while (hasMore) {
            var chunk = ByteBuffer.allocate(chunkBytes);
            hasMore = writer.write(chunk);
            reader.read(chunk.flip());
        }
        return reader.finish();
    }

    static Keyspace read(byte[] written) {
        var reader = new StateReader();
        reader.read(ByteBuffer.wrap(written));
        return reader.finish();
    }

    /** A store in which everything there is occurs. */
    static Keyspace sample() {
        var store = new Keyspace();
        apply(store, new Command.GrantLease(7, 60));
        apply(store, new Command.GrantLease(-8, 60));
        apply(store, new Command.Execute(new Operation.Put(Bytes.of("a"), Bytes.of("1"), 7, false, false, false)));
        apply(store, new Command.Execute(Operation.Put.of(Bytes.of("b"), Bytes.of("2"))));
        apply(store, new Command.Compact(3));
        apply(store, new Command.Execute(new Operation.DeleteRange(KeyRange.ALL, false)));
        apply(store, new Command.Execute(Operation.Put.of(Bytes.of("c"), Bytes.EMPTY)));
        for (int i = 0; i < 2; i++) {
            apply(
                    store,
                    new Command.Commit(
                            new TransactionId(1, i),
                            IsolationLevel.SERIALIZABLE,
                            store.revision(),
                            List.of(),
                            List.of(),
                            List.of(new Write.Delete(Bytes.of("absent")))));
        }
        apply(store, new Command.SetAlarm(new Alarm(1, Alarm.Kind.NO_SPACE), true));
        return store;
    }

    private static void apply(Keyspace store, Command command) {
        store.apply(store.slot() + 1, 1_000 + store.slot(), command);
    }
}
