package io.headgate.replica;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS between members.
 *
 * @param client of connections that this member opens; null for plain text
 * @param server of those that it takes
 */
public record PeerTls(@Nullable SslContext client, @Nullable SslContext server) {
    /** Plain text. */
    public static final PeerTls NONE = new PeerTls(null, null);
}
