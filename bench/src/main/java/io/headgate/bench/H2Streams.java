package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** HTTP/2 over TLS by h2load: {@code streams} requests at a time on each of {@code connections}. */
record H2Streams(int connections, int streams) implements LoadTool {

    @Override
    public List<String> command(String url, int seconds, Path log) {
        return List.of("h2load", "-t1", "-c" + connections, "-m" + streams, "-D" + seconds, "--log-file=" + log, url);
    }

    @Override
    public LoadResult parse(String output, Path log) throws IOException {
        return H2Load.parse(output, log);
    }

    @Override
    public int inFlight() {
        return connections * streams;
    }
}
