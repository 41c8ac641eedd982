package io.headgate.store;

import java.util.List;

/** What a {@link Transaction} stands on. May be called from any thread, and blocks. */
public interface TransactionBackend {

    /** A revision that contains all that this program has been told of; other programs may be ahead. Asks nobody. */
    long revision();

    /**
     * Keys in order, as they were at a revision.
     *
     * @param limit most keys to give, 0 for all
     * @throws RefusedException if the revision was compacted
     * @throws Unavailable if it could not be read
     */
    List<KeyValue> read(KeyRange range, long revision, long limit);

    /**
     * Commits.
     *
     * @throws RefusedException definitely not done
     * @throws Unavailable definitely not done if it says so, otherwise nobody knows
     */
    CommitOutcome commit(Command.Commit commit);
}
