package io.headgate.server;

import io.headgate.server.ListenerConfig.Certificate;
import io.headgate.server.Problem.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the files that a configuration names. Relative names are taken from the configuration's folder.
 *
 * @param folder absolute
 * @param now when certificates have to be valid
 * @param opening told of each file that matters to what comes of the reading, before it is looked at
 */
record FileReader(Path folder, Instant now, Consumer<Path> opening) {

    /** A chain of certificates has some ten KiB; a bundle of authorities some hundred. */
    private static final long MAX_BYTES = 4 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*+)-----END");

    /** A file to append to: its folder exists and it is not itself a folder. */
    @Nullable
    Path writable(Value value) {
        Path path = path(value);
        if (path == null) {
            return null;
        }
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return value.error(
                    Kind.FILE, path + ": its folder does not exist (expected: a file in an existing folder)");
        }
        return Files.isDirectory(path)
                ? value.error(Kind.FILE, path + " is a folder (expected: a file, or - for the standard output)")
                : path;
    }

    /** A PEM file of one or more certificates. */
    @Nullable
    Path authorities(Value value) {
        Path path = path(value);
        return path == null || chain(path, value).isEmpty() ? null : path;
    }

    /** A certificate chain and the key of its first certificate. */
    @Nullable
    Certificate certificate(Source at, Value cert, Value key) {
        Path certPath = path(cert);
        Path keyPath = path(key);
        List<X509Certificate> chain = certPath == null ? List.of() : chain(certPath, cert);
        PrivateKey privateKey = keyPath == null ? null : privateKey(keyPath, key);
        if (certPath == null || keyPath == null || chain.isEmpty() || privateKey == null) {
            return null;
        }
        X509Certificate leaf = chain.getFirst();
        if (!belongTogether(privateKey, leaf.getPublicKey())) {
            return key.error(
                    Kind.FILE,
                    keyPath + " is not the key of " + leaf.getSubjectX500Principal() + " (expected: the key of "
                            + certPath + ")");
        }
        warnOfValidity(cert, leaf);
        return new Certificate(at, certPath, keyPath);
    }

    private void warnOfValidity(Value cert, X509Certificate leaf) {
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            cert.warning(Kind.FILE, "the certificate expired at " + until + " (expected: one that is valid now)");
        } else if (now.isBefore(from)) {
            cert.warning(
                    Kind.FILE, "the certificate is valid from " + from + " only (expected: one that is valid now)");
        }
    }

    private @Nullable Path path(Value value) {
        String name = value.text(TextRule.FILE);
        if (name == null) {
            return null;
        }
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return value.wrong("a file name: " + e.getReason());
        }
    }

    private byte @Nullable [] bytes(Path path, Value value) {
        opening.accept(path);
        try {
            if (!Files.exists(path)) {
                return value.error(Kind.FILE, path + " does not exist (expected: a PEM file)");
            }
            if (!Files.isRegularFile(path) || Files.size(path) > MAX_BYTES) {
                return value.error(Kind.FILE, path + " (expected: a PEM file of at most " + MAX_BYTES + " bytes)");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            return value.error(Kind.FILE, path + " cannot be read: " + e + " (expected: a readable PEM file)");
        }
    }

    private List<X509Certificate> chain(Path path, Value value) {
        byte[] pem = bytes(path, value);
        if (pem == null) {
            return List.of();
        }
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) certificate);
            }
        } catch (CertificateException _) {
            chain.clear();
        }
        if (chain.isEmpty()) {
            value.error(Kind.FILE, path + " holds no certificate (expected: PEM, BEGIN CERTIFICATE)");
        }
        return chain;
    }

    private @Nullable PrivateKey privateKey(Path path, Value value) {
        byte[] pem = bytes(path, value);
        if (pem == null) {
            return null;
        }
        Matcher matcher = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            return value.error(Kind.FILE, path + " holds no private key (expected: PEM, BEGIN PRIVATE KEY)");
        }
        if (!matcher.group(1).equals("PRIVATE KEY")) {
            return value.error(
                    Kind.FILE,
                    path + " holds " + matcher.group(1)
                            + " (expected: an unencrypted PKCS#8 PRIVATE KEY, as openssl pkcs8 -topk8 -nocrypt makes it)");
        }
        PrivateKey key = pkcs8(matcher.group(2));
        return key != null ? key : value.error(Kind.FILE, path + " (expected: an RSA, EC or Ed25519 key)");
    }

    private static @Nullable PrivateKey pkcs8(String base64) {
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            return null;
        }
        return Stream.of("EC", "RSA", "EdDSA")
                .map(algorithm -> privateKey(algorithm, spec))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable PrivateKey privateKey(String algorithm, PKCS8EncodedKeySpec spec) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException _) {
            return null;
        }
    }

    /** Whether what one signs the other accepts. */
    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "EdDSA";
        };
        try {
            byte[] message = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(privateKey);
            signing.update(message);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(message);
            return verifying.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
