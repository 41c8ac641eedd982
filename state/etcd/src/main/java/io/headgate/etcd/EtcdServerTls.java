package io.headgate.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
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

    /**
     * Offers HTTP/1.1 too, after HTTP/2: gRPC clients speak the one, an operator may ask for the other. What it is in the end
     * the {@link FirstBytes} say.
     */
    SslContext context() throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.forServer(certificate.toFile(), key.toFile())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        if (clientAuthority != null) {
            builder.trustManager(clientAuthority.toFile()).clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }
}
