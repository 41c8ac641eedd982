package io.headgate.replica;

/**
 * The name of a {@link Batch}.
 *
 * @param origin the member that made it
 * @param incarnation how often the origin had started when it made it; 1 or more
 * @param sequence 1 for the first batch of an incarnation, one more for each
 */
record BatchName(long origin, long incarnation, long sequence) {
    /** Whether this batch was made after one of the same origin. */
    boolean isAfter(BatchName other) {
        return incarnation > other.incarnation || (incarnation == other.incarnation && sequence > other.sequence);
    }
}
