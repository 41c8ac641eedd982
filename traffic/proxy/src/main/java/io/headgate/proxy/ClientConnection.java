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

    long sourceHash(Pool.HashKey.Source source) {
        if (!source.equals(hashedAs)) {
            byte[] bytes = address.getAddress();
            hash = KeyHash.ofNetwork(bytes, bytes.length == 4 ? source.prefix4() : source.prefix6());
            hashedAs = source;
        }
        return hash;
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
