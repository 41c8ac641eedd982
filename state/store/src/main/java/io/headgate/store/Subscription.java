package io.headgate.store;

/** Changes as they come. For one thread at a time, but for {@link #close}. */
public interface Subscription extends AutoCloseable {

    /**
     * Waits for changes and gives them: whole revisions, in order, or that it was overtaken by compaction.
     *
     * @return at least one event; without events if it was closed meanwhile
     */
    Watch.Polled next() throws InterruptedException;

    /** Ends it. */
    @Override
    void close();
}
