package io.headgate.bench;

import java.io.IOException;

/** Clients of a store that are connected and wait for the start. Confined to one thread. */
interface LoadSession extends AutoCloseable {

    /**
     * Lets them work for that long and then waits until every call is answered.
     *
     * @throws IOException when a connection breaks
     */
    LoadResult run(long durationNanos) throws IOException;

    @Override
    void close() throws IOException;
}
