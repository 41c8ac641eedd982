package io.headgate.dns;

/** An IP address as numbers. Immutable. */
public sealed interface IpAddress {
    /**
     * An IPv4 address.
     *
     * @param bits the first octet in the highest bits
     */
    record V4(int bits) implements IpAddress {
        @Override
        public String toString() {
            return (bits >>> 24) + "." + (bits >>> 16 & 0xFF) + "." + (bits >>> 8 & 0xFF) + "." + (bits & 0xFF);
        }
    }

    /**
     * An IPv6 address.
     *
     * @param high the first eight octets
     * @param low the last eight octets
     */
    record V6(long high, long low) implements IpAddress {
        /** In the form of RFC 5952, but that no IPv4 address stands in it. */
        @Override
        public String toString() {
            return IpText.format(high, low);
        }
    }

    /**
     * Reads an address: four decimal numbers, or the forms of RFC 4291, section 2.2.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static IpAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    /**
     * Reads an IPv4 address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static V4 parseV4(String text) {
        return new V4(IpText.v4(text, text));
    }

    /**
     * Reads an IPv6 address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static V6 parseV6(String text) {
        return IpText.v6(text);
    }
}
