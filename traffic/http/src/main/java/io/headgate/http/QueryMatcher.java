package io.headgate.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks for one parameter of a query: the first of its name decides. Parameters are parted by '&amp;', name and value by the first
 * '='; both are decoded as a form is ('+' is a space, {@code %XX} an octet, a '%' without two hexadecimal digits itself). Immutable;
 * allocates a copy of the query only if it holds a '%' or a '+'.
 */
final class QueryMatcher {
    private final byte[] name;
    private final CompiledValue value;

    QueryMatcher(FieldMatch match, LongAdder givenUp) {
        name = match.name().getBytes(StandardCharsets.UTF_8);
        value = CompiledValue.of(match.value(), givenUp);
    }

    boolean matches(RequestHead head) {
        int end = head.queryEnd();
        byte[] octets = head.bytes();
        for (int from = head.queryStart(); from >= 0 && from <= end; ) {
            int parameterEnd = indexOf(octets, from, end, '&');
            int nameEnd = indexOf(octets, from, parameterEnd, '=');
            if (parameterEnd > from && nameIs(octets, from, nameEnd)) {
                return valueMatches(octets, Math.min(nameEnd + 1, parameterEnd), parameterEnd);
            }
            from = parameterEnd + 1;
        }
        return false;
    }

    private static int indexOf(byte[] octets, int from, int to, char delimiter) {
        int i = from;
        while (i < to && octets[i] != delimiter) {
            i++;
        }
        return i;
    }

    private boolean nameIs(byte[] octets, int from, int to) {
        int i = from;
        for (byte expected : name) {
            if (i >= to || decodedAt(octets, i, to) != expected) {
                return false;
            }
            i += encodedLength(octets, i, to);
        }
        return i == to;
    }

    private boolean valueMatches(byte[] octets, int from, int to) {
        if (indexOf(octets, from, to, '%') == to && indexOf(octets, from, to, '+') == to) {
            return value.matches(octets, from, to);
        }
        var decoded = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i += encodedLength(octets, i, to)) {
            decoded[length++] = decodedAt(octets, i, to);
        }
        return value.matches(decoded, 0, length);
    }

    private static boolean isEscape(byte[] octets, int at, int to) {
        return octets[at] == '%'
                && to - at >= 3
                && Octets.hexValue(octets[at + 1]) >= 0
                && Octets.hexValue(octets[at + 2]) >= 0;
    }

    private static int encodedLength(byte[] octets, int at, int to) {
        return isEscape(octets, at, to) ? 3 : 1;
    }

    private static byte decodedAt(byte[] octets, int at, int to) {
        if (isEscape(octets, at, to)) {
            return (byte) ((Octets.hexValue(octets[at + 1]) << 4) | Octets.hexValue(octets[at + 2]));
        }
        return octets[at] == '+' ? (byte) ' ' : octets[at];
    }
}
