package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.HostTable;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificates of a listener, chosen by the name a client asks for (SNI). Immutable; shared by all workers. */
public final class ServerTls {
    /**
     * PEM files.
     *
     * @param certificate the chain, leaf first
     * @param key the leaf's key, PKCS#8
     */
    public record CertificateFiles(Path certificate, Path key) {}

    /** The oldest protocol version that is spoken. */
    public enum MinVersion {
        TLS_1_2,
        TLS_1_3
    }

    private static final String[] MODERN = {"TLSv1.3"};
    private static final String[] COMPATIBLE = {"TLSv1.3", "TLSv1.2"};

    private static final ApplicationProtocolConfig WITH_HTTP2 =
            Alpn.offer(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    private static final ApplicationProtocolConfig HTTP1_ONLY = Alpn.offer(ApplicationProtocolNames.HTTP_1_1);

    private final List<SslContext> contexts;
    /** Index of a certificate by the names it is for. */
    private final HostTable<Integer> byName;

    private ServerTls(List<SslContext> contexts, HostTable<Integer> byName) {
        this.contexts = List.copyOf(contexts);
        this.byName = byName;
    }

    /**
     * Reads certificates and keys.
     *
     * @param files at least one; the first serves clients that ask for no name or for an unknown one
     * @param http2 whether HTTP/2 is agreed on with clients that know it
     * @throws IOException naming the file that cannot be read or used
     */
    public static ServerTls load(List<CertificateFiles> files, MinVersion minVersion, boolean http2)
            throws IOException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("certificates: none (expected: at least one)");
        }
        List<SslContext> contexts = new ArrayList<>();
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (CertificateFiles pair : files) {
            try {
                CertifiedKey certified = CertifiedKey.load(pair.certificate(), pair.key());
                boolean openSsl = OpenSsl.isAvailable();
                KeyManagerFactory keys = certified.factory();
                contexts.add(SslContextBuilder.forServer(openSsl ? new OpenSslCachingX509KeyManagerFactory(keys) : keys)
                        .sslProvider(openSsl ? SslProvider.OPENSSL : SslProvider.JDK)
                        .protocols(minVersion == MinVersion.TLS_1_3 ? MODERN : COMPATIBLE)
                        .applicationProtocolConfig(http2 ? WITH_HTTP2 : HTTP1_ONLY)
                        .build());
                for (String name : names(certified.leaf())) {
                    byName.putIfAbsent(name, contexts.size() - 1);
                }
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                throw new IOException(pair.certificate() + ", " + pair.key() + ": " + e.getMessage(), e);
            }
        }
        return new ServerTls(contexts, HostTable.of(byName));
    }

    private static List<String> names(X509Certificate leaf) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0) instanceof Integer kind && kind == 2) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /** How many certificates there are. */
    int size() {
        return contexts.size();
    }

    /** The certificate for a host; the first when none names it. */
    int certificateFor(byte[] host, int from, int to) {
        Integer index = byName.find(host, from, to);
        return index == null ? 0 : index;
    }

    int certificateFor(@Nullable String host) {
        if (host == null) {
            return 0;
        }
        byte[] bytes = host.getBytes(ISO_8859_1);
        return certificateFor(bytes, 0, bytes.length);
    }

    SslContext context(int certificate) {
        return contexts.get(certificate);
    }
}
