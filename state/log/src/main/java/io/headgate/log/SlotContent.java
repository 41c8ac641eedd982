package io.headgate.log;

import java.nio.ByteBuffer;

/** What a log holds for a slot. */
public sealed interface SlotContent {
    /** The slot. */
    long slot();

    /** Nothing was ever written there that still counts: a definite "never had it", unless it was truncated. */
    record Absent(long slot) implements SlotContent {}

    /**
     * The entry last written there.
     *
     * @param ballot under which it was written
     * @param kind as it was given
     * @param payload read-only; from position 0 on each time it is asked for
     */
    record Intact(long slot, long ballot, byte kind, ByteBuffer payload) implements SlotContent {
        public Intact {
            payload = payload.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer payload() {
            return payload.duplicate();
        }
    }

    /**
     * Something was written there, and was durable, but cannot be read any more: neither "had it" nor "never had it" may
     * be said. Other members have it, or nobody does.
     *
     * @param ballot under which it was written; if not exact, it was none higher
     * @param isExact whether exactly this entry was there; otherwise the entry's name was lost, too, and there may have
     *     been none
     */
    record Faulty(long slot, long ballot, boolean isExact) implements SlotContent {}
}
