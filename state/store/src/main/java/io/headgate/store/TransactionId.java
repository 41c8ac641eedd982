package io.headgate.store;

/** Chosen at random by whoever commits. A commit under an id that has been applied gives the first outcome again. */
public record TransactionId(long high, long low) {
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
