package io.headgate.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something in a history that a store of some {@link Level} cannot have done. {@code toString} says it in words. */
public sealed interface Anomaly permits Anomaly.Observation, Cycle {

    /** Its name in the literature. */
    String title();

    /** The transactions it is about, each once. */
    List<Transaction> transactions();

    /** Whether {@code level} rules it out. */
    boolean violates(Level level);

    /** An anomaly that shows in what was read, without following dependencies. */
    sealed interface Observation extends Anomaly {
        @Override
        default boolean violates(Level level) {
            return true;
        }
    }

    /** G1a: a committed transaction read what an aborted one had written. */
    record AbortedRead(Transaction reader, Transaction writer, String key, long value) implements Observation {
        @Override
        public String title() {
            return "aborted read (G1a)";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(writer, reader);
        }

        @Override
        public String toString() {
            return "%s read %d of key %s, which %s had written before it aborted."
                    .formatted(reader.name(), value, key, writer.name());
        }
    }

    /** G1b: a transaction read what was not the last write of another to that key. */
    record IntermediateRead(Transaction reader, Transaction writer, String key, long value) implements Observation {
        @Override
        public String title() {
            return "intermediate read (G1b)";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(writer, reader);
        }

        @Override
        public String toString() {
            return "%s read %d of key %s, to which %s wrote again before it committed."
                    .formatted(reader.name(), value, key, writer.name());
        }
    }

    /** A transaction read a value that nobody wrote. */
    record UnwrittenRead(Transaction reader, String key, long value) implements Observation {
        @Override
        public String title() {
            return "read of what nobody wrote";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(reader);
        }

        @Override
        public String toString() {
            return "%s read %d of key %s, which no transaction of the history wrote."
                    .formatted(reader.name(), value, key);
        }
    }

    /** A list held a value twice that was appended once. */
    record DuplicateElement(Transaction reader, String key, long value) implements Observation {
        @Override
        public String title() {
            return "duplicate element";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(reader);
        }

        @Override
        public String toString() {
            return "%s found %d more than once in key %s, to which it was appended once."
                    .formatted(reader.name(), value, key);
        }
    }

    /**
     * A list held the appends of one transaction, but not in the order in which it made them, or a later one without an
     * earlier.
     *
     * @param appended what {@code writer} appended, in its order
     */
    record MisorderedAppends(Transaction reader, Transaction writer, String key, List<Long> appended, String seen)
            implements Observation {
        public MisorderedAppends {
            appended = List.copyOf(appended);
        }

        @Override
        public String title() {
            return "misordered appends";
        }

        @Override
        public List<Transaction> transactions() {
            return reader.equals(writer) ? List.of(writer) : List.of(writer, reader);
        }

        @Override
        public String toString() {
            return "%s saw key %s as %s, but %s had appended %s in this order."
                    .formatted(reader.name(), key, seen, writer.name(), ListText.end(appended));
        }
    }

    /** Two transactions saw one key in ways that do not fit one order of its versions. */
    record IncompatibleOrders(Transaction one, String seenByOne, Transaction other, String seenByOther, String key)
            implements Observation {
        @Override
        public String title() {
            return "incompatible orders";
        }

        @Override
        public List<Transaction> transactions() {
            return one.equals(other) ? List.of(one) : List.of(one, other);
        }

        @Override
        public String toString() {
            return "%s saw key %s as %s, but %s saw it as %s: these cannot both be."
                    .formatted(one.name(), key, seenByOne, other.name(), seenByOther);
        }
    }

    /** A transaction disagreed with itself: with its own write, or with an earlier read. */
    record InternalInconsistency(Transaction transaction, Access read, String expected) implements Observation {
        @Override
        public boolean violates(Level level) {
            return level.readsFromOneSnapshot();
        }

        @Override
        public String title() {
            return "internal inconsistency";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(transaction);
        }

        @Override
        public String toString() {
            return "%s did: %s. After what it had done before it had to find %s."
                    .formatted(transaction.name(), read, expected);
        }
    }

    /**
     * P4: two transactions read the same version of a key and both replaced it. Reported where the order of the two
     * writes is not known, so that there is no cycle to show.
     *
     * @param seen the value both read; null if they found none
     */
    record LostUpdate(
            Transaction one,
            Transaction other,
            String key,
            @Nullable Long seen) implements Observation {
        @Override
        public boolean violates(Level level) {
            return level.readsFromOneSnapshot();
        }

        @Override
        public String title() {
            return "lost update (P4)";
        }

        @Override
        public List<Transaction> transactions() {
            return List.of(one, other);
        }

        @Override
        public String toString() {
            return "%s and %s both read %s of key %s and both wrote it: whichever was later did not see the other's write."
                    .formatted(one.name(), other.name(), seen == null ? "nothing" : seen, key);
        }
    }
}
