package io.headgate.server;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a file binds. A socket on {@code [::]} takes IPv4 too, so any wildcard address takes its port on all addresses.
 * Constant time per address. Confined to one reading.
 */
final class TakenAddresses {

    private final Map<InetSocketAddress, String> byAddress = new HashMap<>();
    private final Map<Integer, String> byPort = new HashMap<>();
    private final Map<Integer, String> byWildcardPort = new HashMap<>();

    /** Takes the address; gives who took an overlapping one before, and its address, or null when nobody did. */
    @Nullable
    String take(String owner, InetSocketAddress address) {
        boolean wildcard = address.getAddress().isAnyLocalAddress();
        String mine = owner + ", " + shown(address);
        String earlier = byAddress.putIfAbsent(address, mine);
        if (earlier == null) {
            earlier = byWildcardPort.get(address.getPort());
        }
        if (earlier == null && wildcard) {
            earlier = byPort.get(address.getPort());
        }
        byPort.putIfAbsent(address.getPort(), mine);
        if (wildcard) {
            byWildcardPort.putIfAbsent(address.getPort(), mine);
        }
        return earlier;
    }

    static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
