package io.headgate.dns;

/** Where a query came from. Reusable, so that a receiver allocates nothing; confined to one thread. */
public final class ClientAddress {
    private boolean v6;
    private long high;
    private long low;

    /** 127.0.0.1 until it is set. */
    public ClientAddress() {
        setV4(0x7F00_0001);
    }

    /**
     * Sets an IPv4 address; one mapped into IPv6 has to be told so, too.
     *
     * @param bits the first octet in the highest bits
     */
    public void setV4(int bits) {
        v6 = false;
        high = (long) bits << 32;
        low = 0;
    }

    /**
     * Sets an IPv6 address.
     *
     * @param high the first eight octets
     * @param low the last eight octets
     */
    public void setV6(long high, long low) {
        v6 = true;
        this.high = high;
        this.low = low;
    }

    boolean isV6() {
        return v6;
    }

    /** The first eight octets; an IPv4 address stands in the first four. */
    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
