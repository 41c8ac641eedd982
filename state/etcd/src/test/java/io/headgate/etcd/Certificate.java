package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A certificate for loopback that is its own authority and serves both sides.
 *
 * @param certificate in PEM
 * @param key its private key, in PKCS #8 and PEM
 */
record Certificate(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /** By the JDK's keytool, which takes about a second. */
    static Certificate make(Path folder) throws Exception {
        Path file = folder.resolve("store.p12");
        Programs.Ended made = Programs.run(
                folder,
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-ext",
                        "bc=ca:true",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString()),
                "");
        assertThat(made.exitCode()).as(made.output()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificate(
                pem(folder, "CERTIFICATE", store.getCertificate("it").getEncoded()),
                pem(
                        folder,
                        "PRIVATE KEY",
                        store.getKey("it", PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path folder, String kind, byte[] der) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text);
    }
}
