package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A temporary folder with the certificate, the OpenSSL settings of load generators, and the backend, running. Closing
 * stops the backend and deletes the folder; subjects are the caller's to close, before. A benchmark that is ended by a
 * signal stops its servers but leaves the folder, with their logs.
 */
final class Workbench implements AutoCloseable {
    static final int SUBJECT_CORE = 0;
    static final int LOAD_CORE = 1;

    private final Path folder;
    private final Certificate certificate;
    private final Backend backend;
    private int started;

    private Workbench(Path folder, Certificate certificate, Backend backend) {
        this.folder = folder;
        this.certificate = certificate;
        this.backend = backend;
    }

    /** A subject that runs. */
    record Running(Subject subject, Site site, Server server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    /**
     * Makes the folder and starts the backend.
     *
     * @throws BenchFailure on a machine with one core, where load and subject cannot be told apart
     */
    static Workbench open() throws IOException, InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new BenchFailure("processors: 1 (expected: one for the subject and one for load and backend)");
        }
        var folder = Files.createTempDirectory("headgate-bench");
        try {
            var certificate = Certificate.create(folder);
            // The client offers one suite and one group, so that every subject does the same arithmetic.
            Files.writeString(folder.resolve("openssl.cnf"), """
                    openssl_conf = load
                    [load]
                    ssl_conf = ssl
                    [ssl]
                    system_default = tls
                    [tls]
                    MinProtocol = TLSv1.3
                    Ciphersuites = TLS_AES_128_GCM_SHA256
                    Groups = X25519
                    """);
            return new Workbench(
                    folder, certificate, Backend.start(Files.createDirectory(folder.resolve("backend")), LOAD_CORE));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            TemporaryFolder.delete(folder);
            throw failure;
        }
    }

    Backend backend() {
        return backend;
    }

    Certificate certificate() {
        return certificate;
    }

    Path folder() {
        return folder;
    }

    /** What to add to the environment of a load generator. */
    Map<String, String> loadEnvironment() {
        return Map.of("OPENSSL_CONF", folder.resolve("openssl.cnf").toString());
    }

    /** A folder and two free ports for one start of a server that has to hold that many client connections. */
    Site newSite(String name, int connections) throws IOException {
        started++;
        var own = Files.createDirectory(folder.resolve(name + "-" + started));
        List<Integer> ports = Ports.free(2);
        return new Site(own, ports.get(0), ports.get(1), backend.port(), certificate, connections);
    }

    /** Starts a subject on its core and waits for its first answer. */
    Running start(Subject subject, int connections) throws IOException, InterruptedException {
        var site = newSite(subject.name(), connections);
        var launch = subject.configure(site).onCore(SUBJECT_CORE);
        var server = Server.start(subject.name(), launch, site.folder().resolve("log"));
        try {
            server.awaitAnswer(site.httpPort(), Backend.Body.SMALL.path());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        return new Running(subject, site, server);
    }

    @Override
    public void close() throws IOException {
        backend.close();
        TemporaryFolder.delete(folder);
    }
}
