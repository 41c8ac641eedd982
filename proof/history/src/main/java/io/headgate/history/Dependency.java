package io.headgate.history;

import org.jspecify.annotations.Nullable;

/**
 * Why one transaction comes before another. {@code toString} says it in words.
 *
 * <p>Source: Adya, "Weak Consistency" (MIT 1999), section 4.4, in the wording of Kingsbury and Alvaro, "Elle" (VLDB 2020).
 */
public sealed interface Dependency {
    /** The transaction that comes first. */
    Transaction from();

    /** The transaction that comes later. */
    Transaction to();

    /** What kind of reason this is. */
    Kind kind();

    /** The kinds of reasons. */
    enum Kind {
        /** {@code to} replaced a version of {@code from}. */
        WW,
        /** {@code to} read a version of {@code from}. */
        WR,
        /** {@code to} replaced a version that {@code from} had read: an anti-dependency. */
        RW,
        /** Both ran in one process, {@code from} first. */
        SESSION,
        /** {@code from} had completed when {@code to} began. */
        REAL_TIME
    }

    /**
     * {@code to} put {@code later} over {@code earlier}, at once or with others between.
     *
     * @param earlier a value that {@code from} wrote
     * @param later a value that {@code to} wrote
     */
    record WriteWrite(Transaction from, Transaction to, String key, long earlier, long later) implements Dependency {
        @Override
        public Kind kind() {
            return Kind.WW;
        }

        @Override
        public String toString() {
            return isList(from, key)
                    ? "%s appended %d to key %s, and %s appended %d after that (ww)"
                            .formatted(from.name(), earlier, key, to.name(), later)
                    : "%s wrote %d to key %s, which %s overwrote with %d (ww)"
                            .formatted(from.name(), earlier, key, to.name(), later);
        }
    }

    /**
     * {@code to} read what {@code from} wrote.
     *
     * @param value the newest value that it saw
     */
    record WriteRead(Transaction from, Transaction to, String key, long value) implements Dependency {
        @Override
        public Kind kind() {
            return Kind.WR;
        }

        @Override
        public String toString() {
            return "%s %s %d to key %s, which %s read (wr)"
                    .formatted(from.name(), isList(from, key) ? "appended" : "wrote", value, key, to.name());
        }
    }

    /**
     * {@code from} read a version that {@code to} replaced, at once or with others between.
     *
     * @param seen the newest value that {@code from} saw; null if it saw none
     * @param unseen the value of {@code to} that it did not see
     */
    record ReadWrite(
            Transaction from,
            Transaction to,
            String key,
            @Nullable Long seen,
            long unseen) implements Dependency {
        @Override
        public Kind kind() {
            return Kind.RW;
        }

        @Override
        public String toString() {
            if (isList(to, key)) {
                return "%s read key %s %s, and %s appended %d after that (rw)"
                        .formatted(from.name(), key, seen == null ? "as empty" : "up to " + seen, to.name(), unseen);
            }
            return "%s read %s of key %s, which %s overwrote with %d (rw)"
                    .formatted(from.name(), seen == null ? "nothing" : seen, key, to.name(), unseen);
        }
    }

    /** One process ran {@code from} and then {@code to}. */
    record Session(Transaction from, Transaction to) implements Dependency {
        @Override
        public Kind kind() {
            return Kind.SESSION;
        }

        @Override
        public String toString() {
            return "process %d ran %s and then %s (session)".formatted(from.process(), from.name(), to.name());
        }
    }

    /** {@code from} had completed before {@code to} was invoked. */
    record RealTime(Transaction from, Transaction to) implements Dependency {
        @Override
        public Kind kind() {
            return Kind.REAL_TIME;
        }

        @Override
        public String toString() {
            return "%s had completed at %d, before %s began at %d (real time)"
                    .formatted(from.name(), from.completedAt(), to.name(), to.invokedAt());
        }
    }

    private static boolean isList(Transaction writer, String key) {
        return writer.accesses().stream()
                .anyMatch(access ->
                        access instanceof Access.Append && access.key().equals(key));
    }
}
