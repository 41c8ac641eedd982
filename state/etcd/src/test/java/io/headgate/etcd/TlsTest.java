package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, and certificates of clients. The certificate is its own authority, and serves both sides. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static Path key;

    /** By the JDK's keytool, which takes about a second. */
    @BeforeAll
    static void makeCertificate() throws Exception {
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
        certificate = pem("CERTIFICATE", store.getCertificate("it").getEncoded());
        key = pem("PRIVATE KEY", store.getKey("it", PASSWORD.toCharArray()).getEncoded());
    }

    private static Path pem(String kind, byte[] der) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"), text);
    }

    @Test
    void whoTrustsTheAuthorityIsServed() throws Exception {
        try (EphemeralServer server = serve(new EtcdServerTls(certificate, key, /* clientAuthority= */ null));
                EtcdClient trusting = EtcdClient.to(server.address(), client().build());
                EtcdClient plain = EtcdClient.to(server.address())) {
            assertThat(trusting.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance())
                            .getLeader())
                    .isEqualTo(1);
            assertRefused(plain);
        }
    }

    @Test
    void aClientWithoutCertificateIsRefusedWhereOneIsAskedFor() throws Exception {
        try (EphemeralServer server = serve(new EtcdServerTls(certificate, key, certificate));
                EtcdClient known = EtcdClient.to(
                        server.address(),
                        client().keyManager(certificate.toFile(), key.toFile()).build());
                EtcdClient stranger = EtcdClient.to(server.address(), client().build())) {
            assertThat(known.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance())
                            .getLeader())
                    .isEqualTo(1);
            assertRefused(stranger);
        }
    }

    @Test
    void etcdctlShowsItsCertificate() throws Exception {
        try (EphemeralServer server = serve(new EtcdServerTls(certificate, key, certificate))) {
            Programs.Ended ended = Programs.run(
                    folder,
                    Map.of("ETCDCTL_API", "3"),
                    List.of(
                            "etcdctl",
                            "--endpoints=https://127.0.0.1:" + server.address().getPort(),
                            "--cacert=" + certificate,
                            "--cert=" + certificate,
                            "--key=" + key,
                            "put",
                            "a",
                            "1"),
                    "");
            assertThat(ended.output()).isEqualTo("OK\n");
        }
    }

    @Test
    void anOperatorAsksOverTlsTooIfItOffersHttp1Only() throws Exception {
        try (EphemeralServer server = serve(new EtcdServerTls(certificate, key, certificate))) {
            List<String> curl = List.of(
                    "curl",
                    "--silent",
                    "--show-error",
                    "--http1.1",
                    "--cacert",
                    certificate.toString(),
                    "https://127.0.0.1:" + server.address().getPort() + "/health");
            List<String> known = new ArrayList<>(curl);
            known.addAll(List.of("--cert", certificate.toString(), "--key", key.toString()));

            assertThat(Programs.run(folder, Map.of(), known, "").output())
                    .isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(Programs.run(folder, Map.of(), curl, "").exitCode())
                    .as("without a certificate")
                    .isNotZero();
        }
    }

    private static void assertRefused(EtcdClient client) {
        assertThatThrownBy(() -> client.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAVAILABLE");
    }

    private static SslContextBuilder client() throws Exception {
        return GrpcSslContexts.forClient().trustManager(certificate.toFile());
    }

    private static EphemeralServer serve(EtcdServerTls tls) throws Exception {
        return EphemeralServer.start(EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withTls(tls));
    }
}
