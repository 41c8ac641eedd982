package io.headgate.http;

/**
 * Limits a stranger's head must keep. Each bounds memory held for a connection that has not yet said anything useful.
 *
 * @param requestLineBytes longest start line in bytes, its CRLF included, {@code 64..1 MiB}; beyond it 414
 * @param headBytes longest head in bytes, start line and final empty line included, {@code requestLineBytes..1 MiB};
 *     beyond it 431
 * @param headerCount most field lines, {@code 1..1000}; beyond it 431
 */
public record HeadLimits(int requestLineBytes, int headBytes, int headerCount) {
    private static final int MAX_BYTES = 1 << 20;

    /** 8 KiB for the start line (RFC 9112, section 3 asks for at least 8000), 32 KiB in all, 100 field lines. */
    public static final HeadLimits DEFAULT = new HeadLimits(8 << 10, 32 << 10, 100);

    public HeadLimits {
        if (requestLineBytes < 64 || requestLineBytes > MAX_BYTES) {
            throw new IllegalArgumentException("requestLineBytes: " + requestLineBytes + " (expected: 64..1048576)");
        }
        if (headBytes < requestLineBytes || headBytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "headBytes: " + headBytes + " (expected: " + requestLineBytes + "..1048576)");
        }
        if (headerCount < 1 || headerCount > 1000) {
            throw new IllegalArgumentException("headerCount: " + headerCount + " (expected: 1..1000)");
        }
    }
}
