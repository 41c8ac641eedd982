package io.headgate.store;

/** About what a version takes in memory. */
final class Footprint {
    /**
     * Bytes of one version beside its key and value: the record, two byte strings, its entry and its places in the tree
     * and in the change log, on a 64-bit JVM with compressed pointers.
     */
    private static final long OVERHEAD_BYTES = 184;

    private Footprint() {}

    static long of(KeyValue version) {
        return OVERHEAD_BYTES + version.key().size() + version.value().size();
    }
}
