package io.headgate.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Networks whose word about the client is believed. Immutable. */
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    @SuppressWarnings("ArrayRecordComponent") // never handed out, never compared
    private record Network(byte[] address, int prefixLength) {
        boolean contains(byte[] candidate) {
            if (candidate.length != address.length) {
                return false;
            }
            int whole = prefixLength >>> 3;
            for (int i = 0; i < whole; i++) {
                if (candidate[i] != address[i]) {
                    return false;
                }
            }
            int rest = prefixLength & 7;
            return rest == 0 || ((candidate[whole] ^ address[whole]) & (0xff00 >>> rest) & 0xff) == 0;
        }
    }

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Parses addresses and prefixes.
     *
     * @param networks addresses or prefixes: {@code 10.0.0.0/8}, {@code ::1}
     * @throws IllegalArgumentException naming the entry that is neither
     */
    public static TrustedProxies of(List<String> networks) {
        List<Network> parsed = new ArrayList<>();
        for (String network : networks) {
            int slash = network.indexOf('/');
            String literal = slash < 0 ? network : network.substring(0, slash);
            try {
                if (!literal.matches("[0-9a-fA-F:.]+")) {
                    throw new UnknownHostException(literal);
                }
                byte[] address = InetAddress.ofLiteral(literal).getAddress();
                int bits = address.length * 8;
                int prefixLength = slash < 0 ? bits : Integer.parseInt(network.substring(slash + 1));
                if (prefixLength < 0 || prefixLength > bits) {
                    throw new IllegalArgumentException(network + " (expected: a prefix length of 0.." + bits + ")");
                }
                parsed.add(new Network(address, prefixLength));
            } catch (UnknownHostException | NumberFormatException e) {
                throw new IllegalArgumentException(network + " (expected: an address or prefix such as 10.0.0.0/8)", e);
            }
        }
        return new TrustedProxies(parsed);
    }

    boolean contains(InetAddress address) {
        return !networks.isEmpty() && contains(address.getAddress());
    }

    /** @param address 4 or 16 bytes in network order */
    boolean contains(byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
