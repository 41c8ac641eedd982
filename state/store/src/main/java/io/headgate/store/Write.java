package io.headgate.store;

/** One buffered write of a transaction. A transaction has at most one for a key. */
public sealed interface Write {
    Bytes key();

    /**
     * Writes the key.
     *
     * @param lease attaches the key, 0 for none
     */
    record Put(Bytes key, Bytes value, long lease) implements Write {
        public Put {
            checkKey(key);
        }
    }

    /** Deletes the key; nothing happens if it is absent. */
    record Delete(Bytes key) implements Write {
        public Delete {
            checkKey(key);
        }
    }

    /**
     * Adds to a decimal number in ASCII, which counts as 0 while absent; the sum saturates at the ends of a long. Adds commute,
     * so that counters need no reading.
     */
    record Add(Bytes key, long delta) implements Write {
        public Add {
            checkKey(key);
        }
    }

    /** A key has at least one byte, as in etcd. */
    static void checkKey(Bytes key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key: empty (expected: a byte at least)");
        }
    }
}
