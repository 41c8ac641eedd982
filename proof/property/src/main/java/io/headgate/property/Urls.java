package io.headgate.property;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * URLs of http and https as RFC 3986 writes them: host names and addresses, ports, paths with any text percent-encoded,
 * queries and fragments. {@code http://a.com} is simplest.
 */
final class Urls extends Generator<String> {
    private static final Alphabet UNRESERVED =
            Alphabet.of('0', '9', 'A', 'Z', 'a', 'z').plus(Alphabet.ofCharacters("-._~"));
    /** What needs no encoding in a path's segment: RFC 3986, section 3.3. */
    private static final Alphabet SEGMENT = UNRESERVED.plus(Alphabet.ofCharacters("!$&'()*+,;=:@"));

    private static final Alphabet QUERY = SEGMENT.plus(Alphabet.ofCharacters("/?"));

    private static final TextChoice.Bounds TEXT = new TextChoice.Bounds(Alphabet.UNICODE, 0, Integer.MAX_VALUE);
    private static final IntegerChoice.Bounds PORTS = IntegerChoice.Bounds.of(0, 65_535);
    private static final BooleanChoice.Bounds SELDOM = new BooleanChoice.Bounds(0.25);
    private static final Generator<String> HOSTS =
            Generators.oneOf(DomainGenerator.any(), IpAddressGenerator.any().map(Urls::literal));
    private static final Repetition SEGMENTS = new Repetition(0, 64);

    @Override
    String generate(TestCase testCase) {
        Recording recording = testCase.recording();
        StringBuilder url = new StringBuilder("http");
        url.append(recording.choose(BooleanChoice.Bounds.EVEN).value() ? "s://" : "://");
        url.append(testCase.draw(HOSTS));
        if (recording.choose(SELDOM).value()) {
            url.append(':').append(recording.choose(PORTS).value());
        }
        SEGMENTS.run(testCase, () -> {
            url.append('/').append(encode(recording.choose(TEXT).value(), SEGMENT));
            return true;
        });
        if (recording.choose(SELDOM).value()) {
            url.append('?').append(encode(recording.choose(TEXT).value(), QUERY));
        }
        if (recording.choose(SELDOM).value()) {
            url.append('#').append(encode(recording.choose(TEXT).value(), QUERY));
        }
        return url.toString();
    }

    private static String literal(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static String encode(String text, Alphabet plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= 0 && plain.contains(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("%%%02X", octet));
            }
        }
        return encoded.toString();
    }
}
