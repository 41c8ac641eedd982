package io.headgate.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Files in PEM of a client that speaks TLS.
 *
 * @param authority who has to have signed the server's certificate; null for those that the JDK trusts
 * @param certificate what the client shows; null for nothing
 * @param key the certificate's private key, in PKCS #8; null exactly if {@code certificate} is
 */
public record EtcdClientTls(
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    public EtcdClientTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "certificate " + certificate + ", key " + key + " (expected: both or neither)");
        }
    }

    SslContext context() throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        if (authority != null) {
            builder.trustManager(authority.toFile());
        }
        if (certificate != null && key != null) {
            builder.keyManager(certificate.toFile(), key.toFile());
        }
        return builder.build();
    }
}
