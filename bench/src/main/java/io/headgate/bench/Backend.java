package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What every subject forwards to: one nginx worker with a file of 128 bytes, one of 64 KiB, a page that answers with
 * the forwarding headers it got, and nginx's own counters.
 */
record Backend(Server server, int port) implements AutoCloseable {

    static final String HEADERS_PATH = "/headers";
    private static final Pattern COUNTERS = Pattern.compile("handled requests\\s+(\\d+) \\d+ (\\d+)");

    /**
     * nginx's account of its clients since it started.
     *
     * @param connections accepted
     * @param requests begun
     */
    record Counters(long connections, long requests) {
        /** What others did between two readings: the connection and the request of the second reading are left out. */
        Counters since(Counters before) {
            return new Counters(connections - before.connections - 1, requests - before.requests - 1);
        }
    }

    static Backend start(Path folder, int core) throws IOException, InterruptedException {
        var files = Files.createDirectories(folder.resolve("files"));
        for (var body : Body.values()) {
            Files.writeString(files.resolve(body.fileName()), body.content());
        }
        int port = Ports.free(1).getFirst();
        var launch = Nginx.foreground(folder, /* connections= */ 16_384, """
                  sendfile on;
                  open_file_cache max=16;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    root %s;
                    location = /counters { stub_status; }
                    location = %s {
                      return 200 "$http_x_forwarded_for\\n$http_x_forwarded_proto\\n$http_x_request_id\\n";
                    }
                  }
                """.formatted(port, files, HEADERS_PATH));
        var server = Server.start("backend", launch.onCore(core), folder.resolve("log"));
        try {
            server.awaitAnswer(port, Body.SMALL.path());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        return new Backend(server, port);
    }

    /** Reads them over a connection of its own. */
    Counters counters() throws IOException {
        try (var connection = new PlainConnection(port)) {
            var text = connection.get("/counters").body();
            var match = COUNTERS.matcher(text);
            if (!match.find()) {
                throw new BenchFailure("backend counters: " + text + " (expected: nginx's stub_status)");
            }
            return new Counters(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** The two bodies. */
    enum Body {
        SMALL(128),
        LARGE(64 * 1024);

        private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

        private final int length;

        Body(int length) {
            this.length = length;
        }

        String fileName() {
            return Integer.toString(length);
        }

        String path() {
            return "/" + fileName();
        }

        /** The alphabet over and over: a body that is cut, shifted or mixed up differs. */
        String content() {
            return ALPHABET.repeat(length / ALPHABET.length() + 1).substring(0, length);
        }
    }
}
