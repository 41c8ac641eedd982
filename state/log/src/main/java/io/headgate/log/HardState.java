package io.headgate.log;

import java.nio.ByteBuffer;

/** A value that is kept under a small number; the last one kept counts. */
public sealed interface HardState {
    /**
     * It is as it was kept.
     *
     * @param value read-only; from position 0 on each time it is asked for
     */
    record Intact(ByteBuffer value) implements HardState {
        public Intact {
            value = value.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer value() {
            return value.duplicate();
        }
    }

    /** A value was, or may have been, kept later than any that can still be read. */
    record Faulty() implements HardState {}
}
