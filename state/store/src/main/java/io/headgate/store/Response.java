package io.headgate.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link Command} or an {@link Operation}. */
public sealed interface Response {

    /**
     * What was read.
     *
     * @param count all keys of the range, whatever the limit
     * @param more whether the limit left some out
     */
    record Ranged(List<KeyValue> keyValues, long count, boolean more) implements Response {}

    /**
     * The key was written.
     *
     * @param previous the key before, if it was asked for and was there
     */
    record Written(@Nullable KeyValue previous) implements Response {}

    /**
     * Keys were deleted.
     *
     * @param previous the keys before, if asked for
     */
    record Deleted(long count, List<KeyValue> previous) implements Response {}

    /**
     * A transaction of the etcd API.
     *
     * @param succeeded whether the compares held
     * @param responses answers to the operations of that side, in their order
     */
    record Decided(boolean succeeded, List<Response> responses) implements Response {}

    /** A transaction's outcome. */
    record Ended(CommitOutcome outcome) implements Response {}

    /** The compaction is in force. */
    record Compacted() implements Response {}

    /**
     * A lease was made.
     *
     * @param fencingToken greater than that of every lease granted before
     */
    record LeaseGranted(long id, long ttlSeconds, long fencingToken) implements Response {}

    record LeaseRevoked() implements Response {}

    record AlarmSet() implements Response {}

    /** All versions that can be read at {@code compactedRevision..revision} have this hash. */
    record Hashed(long hash, long revision, long compactedRevision) implements Response {}

    record Refused(Refusal refusal) implements Response {}
}
