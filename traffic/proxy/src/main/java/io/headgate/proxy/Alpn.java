package io.headgate.proxy;

import io.netty.handler.ssl.ApplicationProtocolConfig;

/** Agreeing on a protocol inside the TLS handshake (RFC 7301). */
final class Alpn {
    private Alpn() {}

    /** Offers or takes {@code protocols}, the most wanted first; a peer that wants none of them gets a connection without one. */
    static ApplicationProtocolConfig offer(String... protocols) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }
}
