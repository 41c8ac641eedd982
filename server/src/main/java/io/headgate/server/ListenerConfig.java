package io.headgate.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address on which requests are accepted.
 *
 * @param bind an IP literal and a port
 * @param transport clear text or TLS
 * @param http2 whether HTTP/2 is spoken beside HTTP/1.1: by ALPN under TLS, by prior knowledge in clear text
 * @param trustedProxies peers whose {@code Forwarded} and {@code X-Forwarded-*} are believed
 */
public record ListenerConfig(
        Source source,
        String name,
        InetSocketAddress bind,
        Transport transport,
        boolean http2,
        List<CidrBlock> trustedProxies,
        Timeouts timeouts,
        Limits limits) {

    public ListenerConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** What is under HTTP. */
    public sealed interface Transport {

        /** Protocol {@code http}; with {@code redirect} every request is answered with a redirect to https. */
        record ClearText(@Nullable HttpsRedirect redirect) implements Transport {}

        /** Protocol {@code https}; the certificates are in order of preference, at least one. */
        record Tls(List<Certificate> certificates, TlsVersion minVersion) implements Transport {
            public Tls {
                certificates = List.copyOf(certificates);
                if (certificates.isEmpty()) {
                    throw new IllegalArgumentException("certificates: none (expected: at least one)");
                }
            }
        }
    }

    /** The oldest TLS version accepted. */
    public enum TlsVersion implements Word {
        TLS_1_2("1.2"),
        TLS_1_3("1.3");

        private final String word;

        TlsVersion(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** A certificate chain, leaf first, and its PKCS#8 key; both PEM, both absolute, checked to belong together. */
    public record Certificate(Source source, Path cert, Path key) {}

    /**
     * Where everything on a clear-text listener is sent.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param port of the https listener as clients see it
     */
    public record HttpsRedirect(int status, int port) {
        static final int DEFAULT_STATUS = 308;
        static final int DEFAULT_PORT = 443;

        public HttpsRedirect {
            Redirect.checkStatus(status);
            Address.PORT.check("port", port);
        }
    }

    /**
     * How long a client may take.
     *
     * @param head from the first byte of a request to the end of its head
     * @param idle without a request on the connection
     * @param body the longest gap between two reads or writes of a body
     */
    public record Timeouts(Duration head, Duration idle, Duration body) {
        static final DurationRange HEAD = new DurationRange(Duration.ofMillis(100), Duration.ofMinutes(10));
        static final DurationRange IDLE = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(24));
        static final DurationRange BODY = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(1));
        static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

        public Timeouts {
            HEAD.check("head", head);
            IDLE.check("idle", idle);
            BODY.check("body", body);
        }
    }

    /**
     * How much a client may ask.
     *
     * @param connections open at a time, all clients together
     * @param headBytes of a request's whole head
     * @param headers fields in a head
     * @param requestLineBytes of the request line, at most {@code headBytes}
     * @param streams HTTP/2 streams open at a time on one connection
     */
    public record Limits(int connections, int headBytes, int headers, int requestLineBytes, int streams) {
        static final IntRange CONNECTIONS = new IntRange(1, 10_000_000);
        static final SizeRange HEAD = new SizeRange(1 << 10, 1 << 20);
        static final IntRange HEADERS = new IntRange(1, 1_000);
        static final SizeRange REQUEST_LINE = new SizeRange(256, 64 << 10);
        static final IntRange STREAMS = new IntRange(1, 10_000);
        static final Limits DEFAULT = new Limits(10_000, 32 << 10, 100, 8 << 10, 128);

        public Limits {
            CONNECTIONS.check("connections", connections);
            HEAD.check("headBytes", headBytes);
            HEADERS.check("headers", headers);
            REQUEST_LINE.check("requestLineBytes", requestLineBytes);
            STREAMS.check("streams", streams);
            if (requestLineBytes > headBytes) {
                throw new IllegalArgumentException(
                        "requestLineBytes: " + requestLineBytes + " (expected: at most headBytes, " + headBytes + ")");
            }
        }
    }
}
