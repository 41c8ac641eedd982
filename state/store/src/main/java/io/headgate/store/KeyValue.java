package io.headgate.store;

/**
 * A key as it was at a revision.
 *
 * @param createRevision the revision that made it after it was absent
 * @param modRevision the revision that last changed it
 * @param version 1 for the revision that made it, one more for each change
 * @param lease the lease it is attached to, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {}
