package io.headgate.dns;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The types of records that can be served; SOA comes with each zone. */
public enum RecordType {
    /** An IPv4 address. */
    A(1),
    /** A name server. */
    NS(2),
    /** Another name. */
    CNAME(5),
    /** What a zone says of itself. */
    SOA(6),
    /** The name of an address. */
    PTR(12),
    /** A mail server. */
    MX(15),
    /** Texts. */
    TXT(16),
    /** An IPv6 address. */
    AAAA(28),
    /** A service's host and port (RFC 2782). */
    SRV(33),
    /** How to reach an HTTP service (RFC 9460). */
    HTTPS(65),
    /** Who may issue certificates (RFC 8659). */
    CAA(257);

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /** The number in messages. */
    public int code() {
        return code;
    }

    /**
     * The type with a name, in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RecordType parse(String name) {
        for (var type : values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("type: " + name + " (expected: "
                + Arrays.stream(values()).map(RecordType::name).collect(Collectors.joining(", ")) + ")");
    }
}
