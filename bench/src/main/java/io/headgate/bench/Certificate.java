package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one certificate that every subject presents: ECDSA P-256, self-signed, for {@code 127.0.0.1}.
 *
 * @param chain PEM certificate
 * @param key PEM private key
 * @param both chain and key in one PEM, as HAProxy wants it
 */
record Certificate(Path chain, Path key, Path both) {

    /** Makes a new one in {@code folder} with the {@code openssl} command. */
    static Certificate create(Path folder) throws IOException, InterruptedException {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        Command.output(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-out",
                chain.toString(),
                "-keyout",
                key.toString());
        var both = folder.resolve("both.pem");
        Files.writeString(both, Files.readString(chain) + Files.readString(key));
        return new Certificate(chain, key, both);
    }
}
