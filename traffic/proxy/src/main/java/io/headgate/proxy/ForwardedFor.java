package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.HeaderId;
import io.headgate.http.RequestHead;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Whom a trusted peer speaks for. */
final class ForwardedFor {
    /** The longest literal: an IPv6 address with an embedded IPv4 one, in brackets and with a port. */
    private static final int MAX_LITERAL = 47 + "[]:65535".length();

    private ForwardedFor() {}

    /**
     * The client's address by {@code X-Forwarded-For}: read from the right, past every proxy that is trusted itself, the first address that is
     * not. Everything to the left of it was said by a stranger. When all are trusted it is the leftmost. What is no address ends the search: the
     * proxy that wrote it does not know, and then it is itself the last one known.
     *
     * @return 4 or 16 bytes, or null when there is no address
     */
    static byte @Nullable [] client(RequestHead request, TrustedProxies trusted) {
        byte[] in = request.bytes();
        byte[] nearest = null;
        for (int i = request.headerCount() - 1; i >= 0; i--) {
            if (request.headerId(i) != HeaderId.X_FORWARDED_FOR) {
                continue;
            }
            int from = request.valueStart(i);
            int end = request.valueEnd(i);
            while (end >= from) {
                int start = end;
                while (start > from && in[start - 1] != ',') {
                    start--;
                }
                byte[] address = address(in, start, end);
                if (address == null) {
                    return nearest;
                }
                if (!trusted.contains(address)) {
                    return address;
                }
                nearest = address;
                end = start - 1;
            }
        }
        return nearest;
    }

    /** An address in any of the forms in use: alone, in brackets, with a port, between spaces; null for anything else. */
    private static byte @Nullable [] address(byte[] in, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && (in[start] == ' ' || in[start] == '\t')) {
            start++;
        }
        while (end > start && (in[end - 1] == ' ' || in[end - 1] == '\t')) {
            end--;
        }
        if (start == end || end - start > MAX_LITERAL) {
            return null;
        }
        String text = new String(in, start, end - start, ISO_8859_1);
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':');
        if (text.charAt(0) == '[' && bracket > 0) {
            text = text.substring(1, bracket);
        } else if (colon > 0 && colon == text.lastIndexOf(':')) {
            text = text.substring(0, colon);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && c != ':' && Character.digit(c, 16) < 0) {
                return null;
            }
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
