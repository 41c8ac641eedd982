package io.headgate.server;

import java.net.InetSocketAddress;

/**
 * The admin listener.
 *
 * @param bind a loopback address
 */
public record AdminConfig(Source source, InetSocketAddress bind) {
    public AdminConfig {
        if (!bind.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("bind: " + bind + " (expected: a loopback address)");
        }
    }
}
