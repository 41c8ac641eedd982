package io.headgate.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/** Asks a node's admin endpoint. One request at a time, each on a connection of its own. */
final class AdminClient {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    /** Whatever listens there may be something else; a node with ten thousand routes stays below this. */
    private static final int MAX_BYTES = 64 << 20;

    private final Address address;

    AdminClient(Address address) {
        this.address = address;
    }

    /** A status and a body. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Reply(int status, byte[] body) {}

    /**
     * Gets {@code path}, whatever its status.
     *
     * @throws IOException if nobody answers in time, or not in HTTP
     */
    Reply get(String path) throws IOException {
        var connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Reply(status, body == null ? new byte[0] : limited(body));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] limited(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("the answer has more than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }
}
