package io.headgate.dns;

import java.util.List;

/**
 * A parameter of an HTTPS record (RFC 9460, section 7).
 *
 * @param key {@code 0..65534}
 * @param value as it stands in messages
 */
public record ServiceParameter(int key, Octets value) {
    /** The keys that a client has to know. */
    public static final int MANDATORY = 0;

    /** The protocols that are spoken. */
    public static final int ALPN = 1;

    /** HTTP/1.1 is not spoken. */
    public static final int NO_DEFAULT_ALPN = 2;

    /** Another port. */
    public static final int PORT = 3;

    /** IPv4 addresses to begin with. */
    public static final int IPV4_HINT = 4;

    /** The configuration of Encrypted ClientHello. */
    public static final int ECH = 5;

    /** IPv6 addresses to begin with. */
    public static final int IPV6_HINT = 6;

    /** Checks the range. */
    public ServiceParameter {
        if (key < 0 || key > 0xFFFE) {
            throw new IllegalArgumentException("parameter: key" + key + " (expected: key0..key65534)");
        }
    }

    static void check(List<ServiceParameter> parameters) {
        int last = -1;
        for (var parameter : parameters) {
            if (parameter.key <= last) {
                throw new IllegalArgumentException(
                        "parameter: key" + parameter.key + " (expected: ascending keys, each once)");
            }
            last = parameter.key;
        }
        for (var parameter : parameters) {
            if (parameter.key == MANDATORY) {
                checkMandatory(parameter.value.toByteArray(), parameters);
            }
        }
        boolean noDefault = has(parameters, NO_DEFAULT_ALPN);
        if (noDefault && !has(parameters, ALPN)) {
            throw new IllegalArgumentException("parameter: no-default-alpn (expected: alpn beside it)");
        }
    }

    private static boolean has(List<ServiceParameter> parameters, int key) {
        return parameters.stream().anyMatch(parameter -> parameter.key == key);
    }

    /** Ascending keys other than itself, each of them there (RFC 9460, section 8). */
    private static void checkMandatory(byte[] keys, List<ServiceParameter> parameters) {
        int last = MANDATORY;
        boolean right = keys.length > 0 && keys.length % 2 == 0;
        for (int i = 0; right && i < keys.length; i += 2) {
            int key = (keys[i] & 0xFF) << 8 | (keys[i + 1] & 0xFF);
            right = key > last && has(parameters, key);
            last = key;
        }
        if (!right) {
            throw new IllegalArgumentException("parameter: mandatory (expected: other keys that are there, ascending)");
        }
    }
}
