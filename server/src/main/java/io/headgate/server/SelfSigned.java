package io.headgate.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A certificate to try TLS with, good for a day and trusted by nobody. Made by the JDK's own keytool, as no public class makes one. */
final class SelfSigned {
    private static final String PASSWORD = "not a secret";
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
    private static final String ALIAS = "front";
    private static final long PATIENCE_SECONDS = 30;

    private SelfSigned() {}

    /**
     * Writes a new ECDSA P-256 certificate and its key as PEM files, whole or with an exception.
     *
     * @param names DNS names and IPv4 addresses it is for, at least one
     * @throws IOException with what keytool said
     */
    static X509Certificate write(Path cert, Path key, String... names)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("headgate-keytool-");
        Path store = folder.resolve("store.p12");
        Path log = folder.resolve("log");
        try {
            keytool(List.of(names), store, log);
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
            pem(cert, "CERTIFICATE", certificate.getEncoded());
            pem(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            return certificate;
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(log);
            Files.delete(folder);
        }
    }

    private static void keytool(List<String> names, Path store, Path log) throws IOException, InterruptedException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process keytool = new ProcessBuilder(List.of(
                        program,
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "1",
                        "-dname",
                        "CN=" + names.getFirst(),
                        "-ext",
                        "san="
                                + names.stream()
                                        .map(name -> (IPV4.matcher(name).matches() ? "ip:" : "dns:") + name)
                                        .collect(Collectors.joining(",")),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            keytool.destroyForcibly();
            throw new IOException("keytool: still runs (expected: at most " + PATIENCE_SECONDS + " s)");
        }
        if (keytool.exitValue() != 0) {
            throw new IOException("keytool: exit code " + keytool.exitValue() + ": " + Files.readString(log));
        }
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        Files.write(
                file,
                List.of(
                        "-----BEGIN " + what + "-----",
                        Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der),
                        "-----END " + what + "-----"));
    }
}
