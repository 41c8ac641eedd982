package io.headgate.server;

import io.headgate.etcd.EtcdClientTls;
import io.headgate.etcd.EtcdServerTls;
import io.headgate.replica.PeerTls;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files of a member's TLS: towards clients, and, with certificates on both sides, between members. */
final class StoreTls {
    @Option(names = "--cert", paramLabel = "FILE", description = "The certificate that clients are shown.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, in PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description =
                    "The authority that has to have signed clients' certificates; anyone may connect unless given.")
    private @Nullable Path clientAuthority;

    @Option(
            names = "--peer-cert",
            paramLabel = "FILE",
            description = "The certificate that other members are shown, by client and server.")
    private @Nullable Path peerCertificate;

    @Option(names = "--peer-key", paramLabel = "FILE", description = "Its private key, in PKCS #8.")
    private @Nullable Path peerKey;

    @Option(
            names = "--peer-ca",
            paramLabel = "FILE",
            description = "The authority that has to have signed other members' certificates.")
    private @Nullable Path peerAuthority;

    /** What is wrong with the options; empty if nothing is. */
    List<String> problems(boolean clientsUseTls, boolean peersUseTls) {
        List<String> problems = new ArrayList<>();
        boolean hasClientFiles = certificate != null && key != null;
        if (clientsUseTls && !hasClientFiles) {
            problems.add("--listen-client: https (expected: --cert and --key with it)");
        }
        if (!clientsUseTls && (certificate != null || key != null || clientAuthority != null)) {
            problems.add("--cert, --key, --client-ca (expected: with --listen-client https://HOST:PORT)");
        }
        boolean hasPeerFiles = peerCertificate != null && peerKey != null && peerAuthority != null;
        if (peersUseTls && !hasPeerFiles) {
            problems.add("--listen-peer: https (expected: --peer-cert, --peer-key and --peer-ca with it)");
        }
        if (!peersUseTls && (peerCertificate != null || peerKey != null || peerAuthority != null)) {
            problems.add("--peer-cert, --peer-key, --peer-ca (expected: with --listen-peer https://HOST:PORT)");
        }
        missing(problems, "--cert", certificate);
        missing(problems, "--key", key);
        missing(problems, "--client-ca", clientAuthority);
        missing(problems, "--peer-cert", peerCertificate);
        missing(problems, "--peer-key", peerKey);
        missing(problems, "--peer-ca", peerAuthority);
        return problems;
    }

    private static void missing(List<String> problems, String option, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            problems.add(option + ": " + file + " (expected: a file that can be read)");
        }
    }

    /** Towards clients; null for plain text. */
    @Nullable
    EtcdServerTls forClients() {
        return certificate == null || key == null ? null : new EtcdServerTls(certificate, key, clientAuthority);
    }

    /** As a client of a member that is there already. */
    EtcdClientTls asClient() {
        return new EtcdClientTls(
                clientAuthority != null ? clientAuthority : peerAuthority,
                certificate == null ? peerCertificate : certificate,
                certificate == null ? peerKey : key);
    }

    /**
     * Between members.
     *
     * @throws IOException if a file is not what it should be
     */
    PeerTls betweenMembers() throws IOException {
        if (peerCertificate == null || peerKey == null || peerAuthority == null) {
            return PeerTls.NONE;
        }
        try {
            SslContext client = SslContextBuilder.forClient()
                    .keyManager(peerCertificate.toFile(), peerKey.toFile())
                    .trustManager(peerAuthority.toFile())
                    .build();
            SslContext server = SslContextBuilder.forServer(peerCertificate.toFile(), peerKey.toFile())
                    .trustManager(peerAuthority.toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
            return new PeerTls(client, server);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "--peer-cert, --peer-key, --peer-ca: " + e.getMessage() + " (expected: PEM, the key in PKCS #8)",
                    e);
        }
    }
}
