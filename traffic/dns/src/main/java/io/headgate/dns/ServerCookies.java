package io.headgate.dns;

import org.jspecify.annotations.Nullable;

/**
 * Cookies by which a client shows that it receives what is sent to its address (RFC 7873), in the form that all servers can agree on
 * (RFC 9018): version, three reserved octets, the time it was made, and SipHash-2-4 over the client's cookie, these, and the client's address.
 * Confined to one thread; allocates nothing after construction.
 */
final class ServerCookies {
    static final int CLIENT_OCTETS = 8;
    static final int SERVER_OCTETS = 16;
    static final int OCTETS = CLIENT_OCTETS + SERVER_OCTETS;

    private static final int MOST_OCTETS = 40;
    private static final byte VERSION = 1;

    /** Octets that are hashed before the address. */
    private static final int HEAD_OCTETS = CLIENT_OCTETS + 8;

    /** RFC 9018, section 4.3: a cookie is good for an hour, from five minutes before our time on. */
    private static final int MAX_AGE_SECONDS = 3_600;

    private static final int MAX_AHEAD_SECONDS = 300;

    private final SipHash current;
    private final @Nullable SipHash accepted;
    private final byte[] hashed = new byte[HEAD_OCTETS + 16];

    ServerCookies(CookieSecrets secrets) {
        current = new SipHash(secrets.current().toByteArray());
        Octets other = secrets.accepted();
        accepted = other == null ? null : new SipHash(other.toByteArray());
    }

    /** RFC 7873, section 4: the client's alone, or with 8 to 32 octets of a server's. */
    static boolean isWellFormed(int octets) {
        return octets == CLIENT_OCTETS || (octets >= CLIENT_OCTETS + 8 && octets <= MOST_OCTETS);
    }

    /** Whether the cookie at {@code at} is one that we gave to this client lately. */
    boolean isValid(byte[] message, int at, int octets, ClientAddress client, long nowEpochSecond) {
        if (octets != OCTETS || message[at + CLIENT_OCTETS] != VERSION) {
            return false;
        }
        System.arraycopy(message, at, hashed, 0, HEAD_OCTETS);
        int made = 0;
        long given = 0;
        for (int i = 0; i < 4; i++) {
            made = made << 8 | (hashed[HEAD_OCTETS - 4 + i] & 0xFF);
        }
        for (int i = 0; i < 8; i++) {
            given = given << 8 | (message[at + HEAD_OCTETS + i] & 0xFF);
        }
        // Serial number arithmetic (RFC 1982): the time has 32 bits.
        int age = (int) nowEpochSecond - made;
        if (age > MAX_AGE_SECONDS || age < -MAX_AHEAD_SECONDS) {
            return false;
        }
        int length = addAddress(client);
        return given == hash(current, length) || (accepted != null && given == hash(accepted, length));
    }

    /** Writes the client's cookie and a fresh one of ours: {@link #OCTETS}. */
    void write(byte[] message, int at, ClientAddress client, long nowEpochSecond, byte[] out, int to) {
        System.arraycopy(message, at, hashed, 0, CLIENT_OCTETS);
        hashed[CLIENT_OCTETS] = VERSION;
        hashed[CLIENT_OCTETS + 1] = 0;
        hashed[CLIENT_OCTETS + 2] = 0;
        hashed[CLIENT_OCTETS + 3] = 0;
        for (int i = 0; i < 4; i++) {
            hashed[HEAD_OCTETS - 4 + i] = (byte) (nowEpochSecond >>> (24 - 8 * i));
        }
        long hash = hash(current, addAddress(client));
        System.arraycopy(hashed, 0, out, to, HEAD_OCTETS);
        for (int i = 0; i < 8; i++) {
            out[to + HEAD_OCTETS + i] = (byte) (hash >>> (56 - 8 * i));
        }
    }

    /** The octets of a hash stand in the cookie lowest first. */
    private long hash(SipHash hash, int length) {
        return Long.reverseBytes(hash.hash(hashed, length));
    }

    private int addAddress(ClientAddress client) {
        for (int i = 0; i < 8; i++) {
            hashed[HEAD_OCTETS + i] = (byte) (client.high() >>> (56 - 8 * i));
            hashed[HEAD_OCTETS + 8 + i] = (byte) (client.low() >>> (56 - 8 * i));
        }
        return HEAD_OCTETS + (client.isV6() ? 16 : 4);
    }
}
