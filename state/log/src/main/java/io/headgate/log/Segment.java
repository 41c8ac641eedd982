package io.headgate.log;

import io.headgate.disk.DiskFile;
import java.util.OptionalInt;

/** A segment file of an open log. Confined to its log. */
final class Segment {
    private static final String PREFIX = "log-";
    private static final int DIGITS = 10;

    final int number;
    final DiskFile file;
    final int bytes;

    /** Where the next batch goes; grows. */
    int end;

    /** What was written to it so far. */
    WrittenSummary written;

    Segment(int number, DiskFile file, int bytes, int end, WrittenSummary written) {
        this.number = number;
        this.file = file;
        this.bytes = bytes;
        this.end = end;
        this.written = written;
    }

    int room() {
        return bytes - end;
    }

    static String name(int number) {
        String digits = Integer.toString(number);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** The number in a file's name, or empty if it is no segment's. */
    static OptionalInt number(String name) {
        if (!name.startsWith(PREFIX) || name.length() != PREFIX.length() + DIGITS) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(name.substring(PREFIX.length()));
            return number > 0 && name(number).equals(name) ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }
}
