package io.headgate.server;

import java.net.InetAddress;

/**
 * A range of addresses, such as {@code 10.0.0.0/8}.
 *
 * @param network the first address of the range: bits after the prefix are zero
 * @param prefixLength bits, {@code 0..32} for IPv4, {@code 0..128} for IPv6
 */
public record CidrBlock(InetAddress network, int prefixLength) {

    public CidrBlock {
        byte[] bytes = network.getAddress();
        if (prefixLength < 0 || prefixLength > bytes.length * 8) {
            throw new IllegalArgumentException(
                    "prefixLength: " + prefixLength + " (expected: 0.." + bytes.length * 8 + ")");
        }
        if (!isZeroFrom(prefixLength, bytes)) {
            throw new IllegalArgumentException("network: " + network.getHostAddress() + "/" + prefixLength
                    + " (expected: zeros after the prefix)");
        }
    }

    static boolean isZeroFrom(int bit, byte[] address) {
        for (int i = bit; i < address.length * 8; i++) {
            if ((address[i / 8] >> (7 - i % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the address is of this family and in the range. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            other[i] ^= mine[i];
        }
        int host = mine.length * 8 - prefixLength;
        for (int i = mine.length - 1; i >= 0 && host > 0; i--, host -= 8) {
            other[i] = host >= 8 ? 0 : (byte) (other[i] & 0xff & -(1 << host));
        }
        return isZeroFrom(0, other);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
