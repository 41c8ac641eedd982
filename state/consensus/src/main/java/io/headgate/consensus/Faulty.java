package io.headgate.consensus;

/**
 * A vote whose entry cannot be read any more. It is told as such, never as no vote: the entry may have been chosen.
 * Where not even the ballot is known, the highest it can have been, the member's promised one, stands for it.
 */
public record Faulty(long slot, Ballot ballot) implements Vote {
    public Faulty {
        Vote.checkSlot(slot);
    }

    @Override
    public String toString() {
        return slot + "@" + ballot + " faulty";
    }
}
