package io.headgate.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Files in PEM of a server that speaks TLS.
 *
 * @param certificate the server's, with those between it and the authority after it
 * @param key its private key, in PKCS #8
 * @param clientAuthority whose certificates clients have to show; null if anybody may connect
 */
public record EtcdServerTls(
        Path certificate, Path key, @Nullable Path clientAuthority) {

    SslContext context() throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.forServer(certificate.toFile(), key.toFile());
        if (clientAuthority != null) {
            builder.trustManager(clientAuthority.toFile()).clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }
}
