package io.headgate.consensus;

/**
 * One entry of the log.
 *
 * <p>Members agree on slot, kind and payload. The ballot is that of this member's last vote for it and differs from
 * member to member: whatever is computed from the log must not look at it.
 */
public record Entry(long slot, Ballot ballot, EntryKind kind, Payload payload) implements Vote {
    /** What an entry costs besides its payload, in memory and in messages, roughly. */
    static final int OVERHEAD_BYTES = 64;

    public Entry {
        Vote.checkSlot(slot);
    }

    static Entry noop(long slot, Ballot ballot) {
        return new Entry(slot, ballot, EntryKind.NOOP, Payload.EMPTY);
    }

    /** The same at another ballot. */
    Entry at(Ballot other) {
        return ballot.equals(other) ? this : new Entry(slot, other, kind, payload);
    }

    int weightBytes() {
        return OVERHEAD_BYTES + payload.size();
    }

    @Override
    public String toString() {
        return slot + "@" + ballot + " " + kind + (kind == EntryKind.COMMANDS ? " " + payload : "");
    }
}
