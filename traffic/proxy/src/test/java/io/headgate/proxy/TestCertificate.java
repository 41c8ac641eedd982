package io.headgate.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate, which is its own authority, made by the JDK's keytool. Making one takes about a second, so there is one per list
 * of names in a run.
 *
 * @param store the key and the certificate
 * @param certificateFile PEM
 * @param keyFile PEM, PKCS#8
 */
record TestCertificate(KeyStore store, Path certificateFile, Path keyFile) {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<List<String>, TestCertificate> MADE = new ConcurrentHashMap<>();

    /** @param names DNS names and IPv4 addresses, at least one */
    static TestCertificate of(String... names) {
        return MADE.computeIfAbsent(List.of(names), TestCertificate::make);
    }

    private static TestCertificate make(List<String> names) {
        try {
            Path folder = Files.createTempDirectory("headgate-certificate");
            Path file = folder.resolve("store.p12");
            List<String> alternatives = new ArrayList<>();
            for (String name : names) {
                alternatives.add((name.matches("[0-9.]+") ? "ip:" : "dns:") + name);
            }
            run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + names.getFirst(),
                    "-ext",
                    "san=" + String.join(",", alternatives),
                    "-ext",
                    "bc=ca:true",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            Key key = store.getKey("it", PASSWORD);
            return new TestCertificate(
                    store,
                    pem(
                            folder.resolve("certificate.pem"),
                            "CERTIFICATE",
                            store.getCertificate("it").getEncoded()),
                    pem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded()));
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    ServerTls.CertificateFiles files() {
        return new ServerTls.CertificateFiles(certificateFile, keyFile);
    }

    /** A listener with this certificate. */
    ServerTls server() throws IOException {
        return ServerTls.load(List.of(files()), ServerTls.MinVersion.TLS_1_2, /* http2= */ true);
    }

    /** A pool whose endpoints show this certificate for {@code localhost} and speak HTTP/2. */
    ClientTls http2Client() throws IOException {
        return ClientTls.load(certificateFile, "localhost", /* verify= */ true, Pool.Protocol.HTTP2);
    }

    /** Server sockets that show this certificate. */
    SSLServerSocketFactory serverSockets() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return context.getServerSocketFactory();
    }

    /** What a client needs that trusts these certificates and no others. */
    static SSLContext trusting(TestCertificate... certificates) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (TestCertificate certificate : certificates) {
            trusted.setCertificateEntry(
                    "trusted" + trusted.size(), certificate.store().getCertificate("it"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        return context;
    }
}
