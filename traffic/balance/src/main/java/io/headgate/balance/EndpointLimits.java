package io.headgate.balance;

/**
 * What one endpoint may be asked to carry, from one {@link Balancer}: who has several event loops divides first.
 *
 * @param connections open connections, at least 1; for the owner of the connections, the balancer does not count them
 * @param pending requests waiting for a connection, 0 or more; likewise for the owner of the connections
 * @param requests requests in flight, at least 1; an endpoint that has as many is passed over by {@link Balancer#pick}
 */
public record EndpointLimits(int connections, int pending, int requests) {
    private static final Range AT_LEAST_ONE = new Range(1, Integer.MAX_VALUE);
    private static final Range AT_LEAST_ZERO = new Range(0, Integer.MAX_VALUE);

    /** As good as no limits. */
    public static final EndpointLimits UNLIMITED =
            new EndpointLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    public EndpointLimits {
        AT_LEAST_ONE.check("connections", connections);
        AT_LEAST_ZERO.check("pending", pending);
        AT_LEAST_ONE.check("requests", requests);
    }
}
