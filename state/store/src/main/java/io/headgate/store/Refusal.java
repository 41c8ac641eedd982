package io.headgate.store;

/** Why a request was not done: definitely, and nothing was changed. */
public sealed interface Refusal {
    /** The revision asked for is not there any more. */
    record Compacted(long revision, long compactedRevision) implements Refusal {}

    /** The revision asked for is not there yet. */
    record FutureRevision(long revision, long currentRevision) implements Refusal {}

    /** A put that keeps the value or lease of a key that is absent. */
    record KeyNotFound(Bytes key) implements Refusal {}

    record LeaseNotFound(long lease) implements Refusal {}

    record LeaseExists(long lease) implements Refusal {}

    /** A time to live outside of what is accepted. */
    record LeaseTtl(long ttlSeconds) implements Refusal {}

    /** A transaction that writes one key twice. */
    record DuplicateKey(Bytes key) implements Refusal {}

    /** An {@link Write.Add} to what is not a number. */
    record NotANumber(Bytes key) implements Refusal {}

    /** The store's quota or the disk is full. */
    record NoSpace() implements Refusal {}

    /** A member's state differs from the others': nothing is changed any more until the alarm is cleared. */
    record Corrupt() implements Refusal {}

    /** A named limit was passed. */
    record TooLarge(String what, long size, long limit) implements Refusal {}
}
