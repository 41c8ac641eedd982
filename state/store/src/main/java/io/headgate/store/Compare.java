package io.headgate.store;

/**
 * A condition of a {@link Operation.Txn}: every key of the range has it. Of a key that is absent all numbers are 0; it has no
 * value, so that no condition on its value holds. A range without keys is compared as one key that is absent.
 */
public record Compare(KeyRange range, Relation relation, Subject subject) {

    /** How the key's side stands to the condition's. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    /** What is compared with what. */
    public sealed interface Subject {
        record Version(long version) implements Subject {}

        record CreateRevision(long revision) implements Subject {}

        record ModRevision(long revision) implements Subject {}

        record Value(Bytes value) implements Subject {}

        record Lease(long lease) implements Subject {}
    }
}
