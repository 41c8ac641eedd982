package io.headgate.consensus;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state machine of a simulated cluster: a register, and per client its last write, so that one that is proposed twice
 * is applied once. As a checkpoint it is some hundred bytes, which take several parts.
 */
final class RegisterState {
    private static final int PADDING = 160;

    private int value;
    private final Map<Integer, Long> lastWrites = new TreeMap<>();

    record Command(int client, long number, int value) {
        /** More than needed, so that disks are mostly entries. */
        private static final int BYTES = 96;

        Payload toPayload() {
            return Payload.of(ByteBuffer.allocate(BYTES)
                    .putInt(client)
                    .putLong(number)
                    .putInt(value)
                    .array());
        }

        static Command of(Payload payload) {
            ByteBuffer bytes = payload.buffer();
            return new Command(bytes.getInt(), bytes.getLong(), bytes.getInt());
        }
    }

    int value() {
        return value;
    }

    void apply(Command command) {
        if (lastWrites.getOrDefault(command.client, 0L) < command.number) {
            lastWrites.put(command.client, command.number);
            value = command.value;
        }
    }

    Payload toPayload() {
        ByteBuffer bytes = ByteBuffer.allocate(PADDING + 8 + 12 * lastWrites.size());
        bytes.putInt(value).putInt(lastWrites.size());
        lastWrites.forEach((client, number) -> bytes.putInt(client).putLong(number));
        return Payload.of(bytes.array());
    }

    static RegisterState of(Payload payload) {
        ByteBuffer bytes = payload.buffer();
        RegisterState state = new RegisterState();
        state.value = bytes.getInt();
        for (int left = bytes.getInt(); left > 0; left--) {
            state.lastWrites.put(bytes.getInt(), bytes.getLong());
        }
        return state;
    }
}
