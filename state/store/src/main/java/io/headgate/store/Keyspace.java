package io.headgate.store;

/**
 * All keys of a store at every uncompacted revision.
 *
 * <p>One thread applies commands; any thread reads, without locks, and sees whole revisions only.
 */
public final class Keyspace {
    private final long revision = 1;

    /** The newest revision that can be read: 1 for an empty store, one more for each command that changed a key. */
    public long revision() {
        return revision;
    }
}
