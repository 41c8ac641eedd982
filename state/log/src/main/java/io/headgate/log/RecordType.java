package io.headgate.log;

import org.jspecify.annotations.Nullable;

/** What a record is. */
enum RecordType {
    /** An entry, in place of the one in its slot. */
    ENTRY(1),
    /** From now on what is faulty from the slot on up to the one in the ballot's place counts as never written. */
    DISCARD(2),
    /** A value under the name in the slot's place. */
    HARD_STATE(3),
    /** There was a value under the name in the slot's place, and it was lost. */
    FAULTY_HARD_STATE(4);

    private final byte code;

    RecordType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    boolean isHardState() {
        return this == HARD_STATE || this == FAULTY_HARD_STATE;
    }

    static @Nullable RecordType of(byte code) {
        return switch (code) {
            case 1 -> ENTRY;
            case 2 -> DISCARD;
            case 3 -> HARD_STATE;
            case 4 -> FAULTY_HARD_STATE;
            default -> null;
        };
    }
}
