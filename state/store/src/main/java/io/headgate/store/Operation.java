package io.headgate.store;

import java.util.List;

/** What a request of the etcd v3 API does to keys. Executed at one revision, all or nothing. */
public sealed interface Operation {

    /** Order of a range's keys. */
    enum Order {
        /** By key, upwards. */
        NONE,
        ASCENDING,
        DESCENDING
    }

    /** What a range is ordered by. */
    enum Target {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /**
     * Reads keys.
     *
     * @param revision the revision to read at; 0 or less for the newest
     * @param limit most keys to give, 0 for all; what is left out is counted
     * @param keysOnly without values
     * @param countOnly without keys
     * @param minModRevision with the three below, keys outside are left out, 0 for no bound; they are counted nevertheless
     */
    record Range(
            KeyRange range,
            long revision,
            long limit,
            Order order,
            Target target,
            boolean keysOnly,
            boolean countOnly,
            long minModRevision,
            long maxModRevision,
            long minCreateRevision,
            long maxCreateRevision)
            implements Operation {

        /** All keys of a range at the newest revision, in order. */
        public static Range of(KeyRange range) {
            return at(range, 0);
        }

        /** All keys of a range at a revision, in order. */
        public static Range at(KeyRange range, long revision) {
            return new Range(range, revision, 0, Order.NONE, Target.KEY, false, false, 0, 0, 0, 0);
        }
    }

    /**
     * Writes a key.
     *
     * @param lease attaches it, 0 for none
     * @param previous whether the key as it was before is wanted
     * @param ignoreValue keeps the value it has; {@code value} is empty then, and the key has to be there
     * @param ignoreLease keeps the lease it has; {@code lease} is 0 then, and the key has to be there
     */
    record Put(Bytes key, Bytes value, long lease, boolean previous, boolean ignoreValue, boolean ignoreLease)
            implements Operation {
        public Put {
            Write.checkKey(key);
        }

        /** Writes a key, and nothing else is wanted. */
        public static Put of(Bytes key, Bytes value) {
            return new Put(key, value, 0, false, false, false);
        }
    }

    /**
     * Deletes keys.
     *
     * @param previous whether the keys as they were are wanted
     */
    record DeleteRange(KeyRange range, boolean previous) implements Operation {}

    /** Executes {@code success} if all compares hold, {@code failure} if not. */
    record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure) implements Operation {
        public Txn {
            compares = List.copyOf(compares);
            success = List.copyOf(success);
            failure = List.copyOf(failure);
        }
    }
}
