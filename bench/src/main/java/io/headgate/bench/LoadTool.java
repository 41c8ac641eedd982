package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A load generator with the load it makes. */
sealed interface LoadTool permits Wrk, H2Streams, NewTlsConnections {

    /** {@code log} is a file that does not exist yet, for tools that write one line per request. */
    List<String> command(String url, int seconds, Path log);

    /**
     * Reads the figures out of what the tool wrote.
     *
     * @throws BenchFailure when the output is not what the tool writes at its end
     */
    LoadResult parse(String output, Path log) throws IOException;

    /** How many requests may be under way, begun but not completed, when the time is up. */
    int inFlight();
}
