package io.headgate.dns;

import java.util.List;

/**
 * The data of a record, by type. What is constructed is valid. Names are absolute.
 */
public sealed interface RecordData {
    /** The most octets a character string holds (RFC 1035, section 3.3). */
    int MAX_STRING_OCTETS = 255;

    /** Its type. */
    RecordType type();

    /** An IPv4 address. */
    record A(IpAddress.V4 address) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.A;
        }
    }

    /** An IPv6 address (RFC 3596). */
    record Aaaa(IpAddress.V6 address) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.AAAA;
        }
    }

    /** A name server of the name. */
    record Ns(DnsName host) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.NS;
        }
    }

    /** The name this one stands for. */
    record Cname(DnsName target) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.CNAME;
        }
    }

    /** The name of an address. */
    record Ptr(DnsName target) implements RecordData {
        @Override
        public RecordType type() {
            return RecordType.PTR;
        }
    }

    /**
     * A mail server; the root as {@code exchange} says there is none (RFC 7505).
     *
     * @param preference {@code 0..65535}, the lowest first
     */
    record Mx(int preference, DnsName exchange) implements RecordData {
        /** Checks the range. */
        public Mx {
            u16("preference", preference);
        }

        @Override
        public RecordType type() {
            return RecordType.MX;
        }
    }

    /**
     * Texts.
     *
     * @param strings one or more, of at most 255 octets each, 65,535 with a length octet for each
     */
    record Txt(List<Octets> strings) implements RecordData {
        /** Checks lengths. */
        public Txt {
            strings = List.copyOf(strings);
            int octets = 0;
            for (Octets string : strings) {
                within("string", string.length(), 0, MAX_STRING_OCTETS, " octets");
                octets += 1 + string.length();
            }
            within("strings", octets, 1, 0xFFFF, " octets");
        }

        @Override
        public RecordType type() {
            return RecordType.TXT;
        }
    }

    /**
     * Where a service is (RFC 2782).
     *
     * @param priority {@code 0..65535}, the lowest first
     * @param weight {@code 0..65535}, a share among equal priorities
     * @param port {@code 0..65535}
     */
    record Srv(int priority, int weight, int port, DnsName target) implements RecordData {
        /** Checks ranges. */
        public Srv {
            u16("priority", priority);
            u16("weight", weight);
            u16("port", port);
        }

        @Override
        public RecordType type() {
            return RecordType.SRV;
        }
    }

    /**
     * Who may issue certificates (RFC 8659).
     *
     * @param flags {@code 0..255}; 128 is "critical"
     * @param tag 1..15 lower-case letters and digits, such as {@code issue}
     * @param value at most 255 octets
     */
    record Caa(int flags, String tag, Octets value) implements RecordData {
        /** Checks all three. */
        public Caa {
            within("flags", flags, 0, 255, "");
            if (!tag.matches("[a-z0-9]{1,15}")) {
                throw new IllegalArgumentException("tag: " + tag + " (expected: 1..15 lower-case letters and digits)");
            }
            within("value", value.length(), 0, MAX_STRING_OCTETS, " octets");
        }

        @Override
        public RecordType type() {
            return RecordType.CAA;
        }
    }

    /**
     * How to reach an HTTP service (RFC 9460).
     *
     * @param priority {@code 0..65535}; 0 says that {@code target} is another name to ask, without parameters
     * @param target the root stands for the owner
     * @param parameters by ascending key, each key once
     */
    record Https(int priority, DnsName target, List<ServiceParameter> parameters) implements RecordData {
        /** Checks the range and the order. */
        public Https {
            u16("priority", priority);
            parameters = List.copyOf(parameters);
            ServiceParameter.check(parameters);
            if (priority == 0 && !parameters.isEmpty()) {
                throw new IllegalArgumentException(
                        "parameters: " + parameters.size() + " (expected: none with priority 0)");
            }
        }

        @Override
        public RecordType type() {
            return RecordType.HTTPS;
        }
    }

    /**
     * What a zone says of itself.
     *
     * @param primary its first name server
     * @param mailbox whom to write to, the {@code @} as a dot
     * @param serial {@code 0..2^32-1}
     * @param refreshSeconds of secondaries, {@code 0..2^31-1}
     * @param retrySeconds of secondaries, {@code 0..2^31-1}
     * @param expireSeconds of secondaries, {@code 0..2^31-1}
     * @param minimumSeconds how long resolvers may remember that something is not there (RFC 2308), {@code 0..2^31-1}
     */
    record Soa(
            DnsName primary,
            DnsName mailbox,
            long serial,
            int refreshSeconds,
            int retrySeconds,
            int expireSeconds,
            int minimumSeconds)
            implements RecordData {
        /** Checks ranges. */
        public Soa {
            within("serial", serial, 0, 0xFFFF_FFFFL, "");
            within("refresh", refreshSeconds, 0, Integer.MAX_VALUE, "");
            within("retry", retrySeconds, 0, Integer.MAX_VALUE, "");
            within("expire", expireSeconds, 0, Integer.MAX_VALUE, "");
            within("minimum", minimumSeconds, 0, Integer.MAX_VALUE, "");
        }

        @Override
        public RecordType type() {
            return RecordType.SOA;
        }
    }

    /**
     * Reads data in the form of zone files: fields between blanks, strings in quotes where they have blanks, {@code \DDD} and
     * {@code \X} in strings. Names are absolute, with or without their last dot.
     *
     * @throws IllegalArgumentException naming the field and what is accepted
     */
    static RecordData parse(RecordType type, String text) {
        return RecordText.parse(type, text);
    }

    private static void u16(String field, int value) {
        within(field, value, 0, 0xFFFF, "");
    }

    private static void within(String field, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    field + ": " + value + " (expected: " + least + ".." + most + unit + ")");
        }
    }
}
