package io.headgate.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the endpoints of a pool. Immutable; shared by all workers. Two are equal when they were loaded from the same settings and
 * the same file content.
 */
public final class ClientTls {
    private final SslContext context;
    private final @Nullable String serverName;
    private final boolean verify;
    private final String identity;

    private ClientTls(SslContext context, @Nullable String serverName, boolean verify, String identity) {
        this.context = context;
        this.serverName = serverName;
        this.verify = verify;
        this.identity = identity;
    }

    /**
     * Reads what is needed to check endpoints.
     *
     * @param authorities PEM file of the authorities to trust; null for those of the system
     * @param serverName the name to ask for and to find in the certificate; null for the endpoint's address
     * @param verify whether the certificate is checked at all
     * @param protocol what to agree on by ALPN
     * @throws IOException naming the file that cannot be read or used
     */
    public static ClientTls load(
            @Nullable Path authorities, @Nullable String serverName, boolean verify, Pool.Protocol protocol)
            throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm(verify ? "HTTPS" : null);
        if (protocol == Pool.Protocol.HTTP2) {
            builder.applicationProtocolConfig(Alpn.offer(ApplicationProtocolNames.HTTP_2));
        }
        String content = "";
        if (!verify) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (authorities != null) {
            content = Files.readString(authorities);
            try (InputStream in = Files.newInputStream(authorities)) {
                builder.trustManager(in);
            } catch (IllegalArgumentException e) {
                throw new IOException(authorities + ": " + e.getMessage(), e);
            }
        }
        return new ClientTls(
                builder.build(), serverName, verify, serverName + "|" + verify + "|" + protocol + "|" + content);
    }

    SslHandler newHandler(ByteBufAllocator allocator, String address, int port) {
        return context.newHandler(allocator, serverName == null ? address : serverName, port);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientTls tls && tls.identity.equals(identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return "ClientTls[serverName=" + serverName + ", verify=" + verify + "]";
    }
}
