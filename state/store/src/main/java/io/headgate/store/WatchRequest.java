package io.headgate.store;

/**
 * What a watch follows.
 *
 * @param fromRevision the first revision it gives, which may lie in the future; 0 for the first one after now
 * @param previous whether each event comes with the key as it was before
 * @param puts whether it gives events of keys that were written
 * @param deletes whether it gives events of keys that were deleted
 */
public record WatchRequest(KeyRange range, long fromRevision, boolean previous, boolean puts, boolean deletes) {
    public WatchRequest {
        if (fromRevision < 0) {
            throw new IllegalArgumentException("fromRevision: " + fromRevision + " (expected: 0 or more)");
        }
    }

    /** Every event of a range from a revision on, without the keys as they were before. */
    public static WatchRequest of(KeyRange range, long fromRevision) {
        return new WatchRequest(range, fromRevision, false, true, true);
    }
}
