package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headgate.balance.KeyHash;
import io.headgate.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What is known of a client from its connection. Confined to one event loop. */
final class ClientConnection {
    private final InetAddress address;
    private final RequestHeadWriter.Client forwarding;
    /** Which certificate the client was shown, or -1 in clear text or when it named no host. */
    private final int certificate;

    private final Listener listener;
    private Pool.HashKey.@Nullable Source hashedAs;
    private long hash;

    ClientConnection(Listener listener, InetSocketAddress peer, int certificate) {
        this.listener = listener;
        this.certificate = certificate;
        address = peer.getAddress();
        String literal = address.getHostAddress();
        int scope = literal.indexOf('%');
        forwarding = new RequestHeadWriter.Client(
                (scope < 0 ? literal : literal.substring(0, scope)).getBytes(US_ASCII),
                listener.scheme().getBytes(US_ASCII),
                listener.trusted().contains(address));
    }

    RequestHeadWriter.Client forwarding() {
        return forwarding;
    }

    /**
     * The hash of the client's address: the peer's, or what a trusted peer says. The peer's is computed once per connection; a trusted peer
     * may bring another client with every request.
     */
    long sourceHash(Pool.HashKey.Source source, RequestHead request) {
        if (forwarding.trusted()) {
            byte[] forwarded = ForwardedFor.client(request, listener.trusted());
            if (forwarded != null) {
                return hashOf(forwarded, source);
            }
        }
        if (!source.equals(hashedAs)) {
            hash = hashOf(address.getAddress(), source);
            hashedAs = source;
        }
        return hash;
    }

    private static long hashOf(byte[] address, Pool.HashKey.Source source) {
        return KeyHash.ofNetwork(address, address.length == 4 ? source.prefix4() : source.prefix6());
    }

    /**
     * False when the client was shown the certificate of another host: an HTTP/2 client that reuses a connection for a second host must
     * open one of its own (421, RFC 9110 section 15.5.20).
     */
    boolean servesHost(RequestHead request) {
        ServerTls tls = listener.tls();
        return certificate < 0
                || tls == null
                || tls.certificateFor(request.bytes(), request.hostStart(), request.hostEnd()) == certificate;
    }
}
