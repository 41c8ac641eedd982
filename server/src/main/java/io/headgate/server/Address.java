package io.headgate.server;

/**
 * Where an endpoint listens.
 *
 * @param host an IP literal (IPv6 without brackets, in canonical form) or a lower-case DNS name without a trailing dot
 * @param port {@code 1..65535}
 */
public record Address(String host, int port) {

    static final IntRange PORT = new IntRange(1, 65_535);

    public Address {
        PORT.check("port", port);
    }

    /** {@code 127.0.0.1:9000}, {@code [::1]:9000}, {@code api.internal:9000}. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
