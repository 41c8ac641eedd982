package io.headgate.proxy;

import io.headgate.http.RouteTable;

/**
 * The routes of one host. Immutable.
 *
 * @param name the pattern it was configured under: a host name, {@code *.suffix} or {@code *}
 */
public record VirtualHost(String name, RouteTable<Route> routes) {}
