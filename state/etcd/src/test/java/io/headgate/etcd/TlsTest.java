package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, and certificates of clients. */
class TlsTest {
    @TempDir
    private static Path folder;

    private static Path certificate;
    private static Path key;

    @BeforeAll
    static void makeCertificate() throws Exception {
        var made = Certificate.make(folder);
        certificate = made.certificate();
        key = made.key();
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
