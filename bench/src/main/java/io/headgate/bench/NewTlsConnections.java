package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * New TLS connections at a fixed rate by h2load, one HTTP/1.1 request on each. The obvious load, {@code Connection:
 * close} in a closed loop, does not do it: both wrk and h2load then resume the session of the connection before,
 * wherever the server offers that, and no signature is made. Here each connection belongs to a new client that has
 * nothing to resume. Latency is that of the request, without the handshake.
 *
 * @param perSecond connections begun in a second, a multiple of 100
 */
record NewTlsConnections(int perSecond) implements LoadTool {
    private static final int PERIODS_PER_SECOND = 100;

    @Override
    public List<String> command(String url, int seconds, Path log) {
        int clients = perSecond * seconds;
        return List.of(
                "h2load",
                "--h1",
                "-t1",
                "-r" + perSecond / PERIODS_PER_SECOND,
                "--rate-period=" + 1000 / PERIODS_PER_SECOND + "ms",
                "-c" + clients,
                "-n" + clients,
                "--log-file=" + log,
                url);
    }

    @Override
    public LoadResult parse(String output, Path log) throws IOException {
        return H2Load.parse(output, log);
    }

    @Override
    public int inFlight() {
        return 0;
    }
}
