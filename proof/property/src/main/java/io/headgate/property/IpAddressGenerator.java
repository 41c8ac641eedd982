package io.headgate.property;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * IP addresses of either version. Half of them are from the networks that programs treat in a special way: loopback,
 * private, link-local, multicast, documentation, IPv4 within IPv6. {@code 0.0.0.0} and {@code ::} are simplest. No name
 * is ever looked up.
 */
public final class IpAddressGenerator extends Generator<InetAddress> {
    private static final List<Network> V4 = List.of(
            Network.v4(0, 0, 0, 0, 0),
            Network.v4(127, 0, 0, 0, 8),
            Network.v4(10, 0, 0, 0, 8),
            Network.v4(172, 16, 0, 0, 12),
            Network.v4(192, 168, 0, 0, 16),
            Network.v4(169, 254, 0, 0, 16),
            Network.v4(100, 64, 0, 0, 10),
            Network.v4(192, 0, 2, 0, 24),
            Network.v4(224, 0, 0, 0, 4),
            Network.v4(255, 255, 255, 255, 32));
    private static final List<Network> V6 = List.of(
            new Network(0, 0, 0),
            new Network(0, 1, 128),
            new Network(0, 0xFFFF_0000_0000L, 96), // IPv4-mapped
            new Network(0x0064_FF9B_0000_0000L, 0, 96), // NAT64
            new Network(0x2002_0000_0000_0000L, 0, 16), // 6to4
            new Network(0x2001_0DB8_0000_0000L, 0, 32), // documentation
            new Network(0xFC00_0000_0000_0000L, 0, 7), // unique local
            new Network(0xFE80_0000_0000_0000L, 0, 10), // link-local
            new Network(0xFF00_0000_0000_0000L, 0, 8)); // multicast

    private final boolean allowV4;
    private final boolean allowV6;

    private IpAddressGenerator(boolean allowV4, boolean allowV6) {
        this.allowV4 = allowV4;
        this.allowV6 = allowV6;
    }

    static IpAddressGenerator any() {
        return new IpAddressGenerator(true, true);
    }

    /**
     * This generator with addresses of one version only. One of version 6 is an {@link Inet6Address} even where it
     * stands for one of version 4.
     *
     * @param version 4 or 6
     */
    public IpAddressGenerator version(int version) {
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("version: " + version + " (expected: 4 or 6)");
        }
        return new IpAddressGenerator(version == 4, version == 6);
    }

    @Override
    InetAddress generate(TestCase testCase) {
        Recording recording = testCase.recording();
        boolean six = recording
                .choose(new BooleanChoice.Bounds(allowV4 && allowV6 ? 0.5 : allowV6 ? 1 : 0))
                .value();
        List<Network> networks = six ? V6 : V4;
        boolean special = recording.choose(BooleanChoice.Bounds.EVEN).value();
        int network = special
                ? (int) recording
                        .choose(IntegerChoice.Bounds.of(1, networks.size() - 1))
                        .value()
                : 0;
        return networks.get(network).address(recording, six);
    }

    /**
     * A network as 128 bits; one of version 4 is in the last 32.
     *
     * @param high the first 64 bits
     * @param low the last 64
     * @param prefix how many bits are given, {@code 0..128}
     */
    private record Network(long high, long low, int prefix) {

        static Network v4(int a, int b, int c, int d, int prefix) {
            return new Network(0, (long) a << 24 | b << 16 | c << 8 | d, 96 + prefix);
        }

        InetAddress address(Recording recording, boolean six) {
            long first = high | host(recording, Math.clamp(64 - prefix, 0, 64));
            long last = low | host(recording, Math.clamp(128 - prefix, 0, 64));
            try {
                return six
                        ? Inet6Address.getByAddress(
                                null,
                                ByteBuffer.allocate(16)
                                        .putLong(first)
                                        .putLong(last)
                                        .array(),
                                /* scope_id= */ -1)
                        : InetAddress.getByAddress(
                                ByteBuffer.allocate(4).putInt((int) last).array());
            } catch (UnknownHostException wrongLength) {
                throw new AssertionError(wrongLength);
            }
        }

        /** That many bits at random, read as unsigned. */
        private static long host(Recording recording, int bits) {
            return recording
                    .choose(
                            bits == 64
                                    ? IntegerChoice.Bounds.of(Long.MIN_VALUE, Long.MAX_VALUE)
                                    : IntegerChoice.Bounds.of(0, (1L << bits) - 1))
                    .value();
        }
    }
}
