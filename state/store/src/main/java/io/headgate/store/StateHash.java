package io.headgate.store;

/**
 * FNV-1a (Fowler, Noll, Vo) in 64 bits over versions: for comparing members that should be equal, not against forgery.
 */
final class StateHash {
    private static final long PRIME = 0x100000001b3L;
    private static final long BASIS = 0xcbf29ce484222325L;

    private long hash = BASIS;

    private StateHash() {}

    /** Hashes all versions that can be read from one revision to another. */
    static long of(EntryTree tree, long from, long to) {
        var state = new StateHash();
        tree.visit(KeyRange.ALL, entry -> {
            entry.visit(from, to, state::add);
            return true;
        });
        return state.hash;
    }

    private void add(KeyValue version) {
        add(version.key());
        add(version.value());
        add(version.createRevision());
        add(version.modRevision());
        add(version.version());
        add(version.lease());
    }

    private void add(Bytes bytes) {
        add(bytes.size());
        for (int i = 0; i < bytes.size(); i++) {
            hash = (hash ^ (bytes.at(i) & 0xff)) * PRIME;
        }
    }

    private void add(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ ((number >>> shift) & 0xff)) * PRIME;
        }
    }
}
