package io.headgate.store;

import java.nio.ByteBuffer;

/** The binary form of a {@link Command}, for logs and the wire. */
@SuppressWarnings("DoNotCallSuggester")
public final class CommandCodec {
    private CommandCodec() {}

    /** Exactly how many bytes {@link #encode} puts. */
    public static int size(Command command) {
        throw new UnsupportedOperationException();
    }

    /** Puts a command at the buffer's position, which has room for {@link #size}. */
    public static void encode(Command command, ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a command that fills the rest of the buffer. Keys and values are copied out of it.
     *
     * @throws CodecException if that is not a command
     */
    public static Command decode(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }
}
