package io.headgate.dns;

/** Case of ASCII letters in octets (RFC 4343). Stateless. */
final class Ascii {
    private static final byte[] LOWER_CASE = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            LOWER_CASE[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
    }

    private Ascii() {}

    static byte lowerCase(byte octet) {
        return LOWER_CASE[octet & 0xFF];
    }

    static boolean equalsIgnoreCase(byte[] one, int oneAt, byte[] other, int otherAt, int length) {
        for (int i = 0; i < length; i++) {
            if (lowerCase(one[oneAt + i]) != lowerCase(other[otherAt + i])) {
                return false;
            }
        }
        return true;
    }
}
