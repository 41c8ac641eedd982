package io.headgate.bench;

import java.util.List;

/**
 * One line of the comparison.
 *
 * @param title its name in tables and on the command line
 * @param body what is asked for
 * @param transport which listener is asked
 * @param tool the load
 */
record Row(String title, Backend.Body body, Transport transport, LoadTool tool) {

    /** Every row, in the order of the table. */
    static final List<Row> ALL = List.of(
            new Row("http1-128", Backend.Body.SMALL, Transport.PLAIN, new Wrk(64)),
            new Row("http1-64k", Backend.Body.LARGE, Transport.PLAIN, new Wrk(64)),
            new Row("tls-128", Backend.Body.SMALL, Transport.TLS, new Wrk(64)),
            new Row("tls-64k", Backend.Body.LARGE, Transport.TLS, new Wrk(64)),
            new Row("h2-128", Backend.Body.SMALL, Transport.TLS, new H2Streams(16, 10)),
            new Row("h2-64k", Backend.Body.LARGE, Transport.TLS, new H2Streams(16, 10)),
            new Row("http1-128-serial", Backend.Body.SMALL, Transport.PLAIN, new Wrk(1)),
            new Row("tls-handshake", Backend.Body.SMALL, Transport.TLS, new NewTlsConnections(500)));

    /** A subject's two listeners. */
    enum Transport {
        PLAIN,
        TLS
    }

    /** Finds a row by its title, or throws a {@link UsageException} that names them all. */
    static Row titled(String title) {
        return ALL.stream()
                .filter(row -> row.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new UsageException("--rows: " + title + " (expected: one of "
                        + ALL.stream().map(Row::title).toList() + ")"));
    }

    boolean hasNewConnectionPerRequest() {
        return tool instanceof NewTlsConnections;
    }

    String url(Site site) {
        return switch (transport) {
            case PLAIN -> "http://127.0.0.1:" + site.httpPort() + body.path();
            case TLS -> "https://127.0.0.1:" + site.tlsPort() + body.path();
        };
    }
}
