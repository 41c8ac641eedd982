package io.headgate.consensus;

/** What a member holds in a slot: the entry of the highest ballot it voted in there, or that it had one. */
public sealed interface Vote permits Entry, Faulty {
    /** The place in the log, from 1 on. */
    long slot();

    /** The ballot it was voted for in. */
    Ballot ballot();

    /** Throws unless the slot is one. */
    static void checkSlot(long slot) {
        if (slot < 1) {
            throw new IllegalArgumentException("slot: " + slot + " (expected: 1 or more)");
        }
    }
}
