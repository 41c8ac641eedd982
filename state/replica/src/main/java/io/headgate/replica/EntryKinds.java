package io.headgate.replica;

import io.headgate.consensus.EntryKind;

/** The numbers that stand for kinds of entries on disks and wires. */
final class EntryKinds {
    private static final byte COMMANDS = 0;
    private static final byte NOOP = 1;
    private static final byte MEMBERSHIP = 2;

    private EntryKinds() {}

    static byte encode(EntryKind kind) {
        return switch (kind) {
            case COMMANDS -> COMMANDS;
            case NOOP -> NOOP;
            case MEMBERSHIP -> MEMBERSHIP;
        };
    }

    static EntryKind decode(byte number) {
        return switch (number) {
            case COMMANDS -> EntryKind.COMMANDS;
            case NOOP -> EntryKind.NOOP;
            case MEMBERSHIP -> EntryKind.MEMBERSHIP;
            default -> throw new MalformedException("kind of an entry: " + number + " (expected: 0..2)");
        };
    }
}
