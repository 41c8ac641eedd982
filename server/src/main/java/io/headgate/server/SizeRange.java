package io.headgate.server;

import java.util.regex.Pattern;

/** The sizes in bytes a setting accepts, both ends included, and how sizes are written: {@code 512 16KiB 1MiB}. */
record SizeRange(int minBytes, int maxBytes) {

    /** What {@link #parse} gives for text that is not a size. */
    static final long NOT_A_SIZE = -1;

    private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,9}(KiB|MiB)?");

    /** Bytes, or {@link #NOT_A_SIZE}. */
    static long parse(String text) {
        if (!WRITTEN.matcher(text).matches()) {
            return NOT_A_SIZE;
        }
        if (text.endsWith("KiB")) {
            return Long.parseLong(text, 0, text.length() - 3, 10) << 10;
        }
        return text.endsWith("MiB") ? Long.parseLong(text, 0, text.length() - 3, 10) << 20 : Long.parseLong(text);
    }

    private static String format(int bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : Integer.toString(bytes);
    }

    boolean contains(long bytes) {
        return bytes >= minBytes && bytes <= maxBytes;
    }

    /** Rejects a value outside the range: for compact constructors. */
    void check(String name, int bytes) {
        if (!contains(bytes)) {
            throw new IllegalArgumentException(name + ": " + bytes + " (expected: " + this + ")");
        }
    }

    @Override
    public String toString() {
        return format(minBytes) + ".." + format(maxBytes);
    }
}
