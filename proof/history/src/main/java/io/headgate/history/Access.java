package io.headgate.history;

import java.util.List;

/**
 * One thing a transaction did to one key, with what it got back. A key holds either a list that grows at its end or one
 * value (a register), and is used in one of the two ways throughout a history.
 *
 * <p>Whoever generates the work gives every append and write of one key a value of its own, so that a value read says who
 * wrote it. Lists say more than registers: a read shows every append before it in order.
 */
public sealed interface Access {
    /** The version of a register that the store did not tell. */
    long UNVERSIONED = 0;

    /** The key; any string. */
    String key();

    /** Added {@code value} at the end of the key's list. */
    record Append(String key, long value) implements Access {
        @Override
        public String toString() {
            return "append " + value + " to " + key;
        }
    }

    /** Read the key's whole list, the transaction's own appends before this read included; empty if there is none. */
    record ReadList(String key, List<Long> values) implements Access {
        public ReadList {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return "read " + key + " as " + ListText.end(values);
        }
    }

    /**
     * Wrote {@code value} to a register.
     *
     * @param version where this write stands in the key's order of versions, such as etcd's mod revision, 1 or more; or
     *     {@link #UNVERSIONED}. Of several writes of one key by one transaction only the last one can have a version.
     */
    record Write(String key, long value, long version) implements Access {
        public Write {
            checkVersion(key, version);
        }

        /** A write of which the store does not tell the version. */
        public Write(String key, long value) {
            this(key, value, UNVERSIONED);
        }

        @Override
        public String toString() {
            return "write " + key + " = " + value + at(version);
        }
    }

    /**
     * Read a register and found {@code value}.
     *
     * @param version the version of that value, 1 or more, or {@link #UNVERSIONED}
     */
    record Read(String key, long value, long version) implements Access {
        public Read {
            checkVersion(key, version);
        }

        /** A read from a store that does not tell versions. */
        public Read(String key, long value) {
            this(key, value, UNVERSIONED);
        }

        @Override
        public String toString() {
            return "read " + key + " as " + value + at(version);
        }
    }

    /** Read a register and found nothing: it had not been written. */
    record ReadAbsent(String key) implements Access {
        @Override
        public String toString() {
            return "read " + key + " as absent";
        }
    }

    /** Adds {@code value} at the end of the list of {@code key}. */
    static Access append(String key, long value) {
        return new Append(key, value);
    }

    /** Reads the list of {@code key} and finds {@code values}. */
    static Access readList(String key, Long... values) {
        return new ReadList(key, List.of(values));
    }

    /** Writes {@code value} to the register {@code key}. */
    static Access write(String key, long value) {
        return new Write(key, value);
    }

    /** Reads the register {@code key} and finds {@code value}. */
    static Access read(String key, long value) {
        return new Read(key, value);
    }

    /** Reads the register {@code key} and finds nothing. */
    static Access readAbsent(String key) {
        return new ReadAbsent(key);
    }

    private static String at(long version) {
        return version == UNVERSIONED ? "" : " (version " + version + ")";
    }

    private static void checkVersion(String key, long version) {
        if (version < 0) {
            throw new IllegalArgumentException(
                    "version of " + key + ": " + version + " (expected: 1 or more, or 0 where the store tells none)");
        }
    }
}
