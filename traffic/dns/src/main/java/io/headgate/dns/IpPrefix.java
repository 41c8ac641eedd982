package io.headgate.dns;

/**
 * A network: an address whose bits after the first {@code length} are zero.
 *
 * @param address the first address
 * @param length {@code 0..32} for IPv4, {@code 0..128} for IPv6
 */
public record IpPrefix(IpAddress address, int length) {
    /** Checks that no bit is set behind the prefix. */
    public IpPrefix {
        int width = address instanceof IpAddress.V4 ? 32 : 128;
        if (length < 0 || length > width) {
            throw new IllegalArgumentException("prefix: " + address + "/" + length + " (expected: /0../" + width + ")");
        }
        boolean clean = switch (address) {
            case IpAddress.V4(int bits) -> Bits.afterPrefix32(bits, length) == 0;
            case IpAddress.V6(long high, long low) ->
                Bits.afterPrefixHigh(high, length) == 0 && Bits.afterPrefixLow(low, length) == 0;
        };
        if (!clean) {
            throw new IllegalArgumentException(
                    "prefix: " + address + "/" + length + " (expected: no bit set after the first " + length + ")");
        }
    }

    /**
     * Reads {@code address/length}.
     *
     * @throws IllegalArgumentException if it is none, or a bit is set behind the prefix
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        String length = text.substring(slash + 1);
        if (slash < 0
                || length.isEmpty()
                || length.length() > 3
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("prefix: " + text + " (expected: address/length)");
        }
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
