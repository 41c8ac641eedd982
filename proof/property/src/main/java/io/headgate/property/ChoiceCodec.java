package io.headgate.property;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Choice sequences as bytes, for the database, and as text, for people to paste. Only the values are kept: what they
 * were chosen from is asked anew when they are replayed, so that a property may change somewhat in between.
 *
 * <p>Version 1, numbers being unsigned LEB128 unless said otherwise:
 * <pre>
 * 1                          the version, a byte
 * count                      of the choices that follow, each a byte for its kind and what that needs:
 *   0 | 1                    false, true
 *   2 zigzag                 integer
 *   3 zigzag                 floating-point number that is a whole one below 2^53, and not -0.0
 *   4 bits                   any other: IEEE 754 binary64, eight bytes, big-endian
 *   5 size code-point...     text
 *   6 size byte...           bytes
 * CRC-32 of all of it        four bytes, big-endian
 * </pre>
 * The text is that in the URL-safe alphabet of RFC 4648, without padding.
 */
final class ChoiceCodec {
    static final int VERSION = 1;

    private static final int CHECKSUM_BYTES = 4;
    private static final double EXACT = 0x1p53;

    // The widest bounds, for choices whose own are not known. Simpler is still simpler within them.
    private static final IntegerChoice.Bounds ANY_INTEGER = IntegerChoice.Bounds.of(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final FloatChoice.Bounds ANY_FLOAT =
            new FloatChoice.Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true, false);
    private static final TextChoice.Bounds ANY_TEXT = new TextChoice.Bounds(Alphabet.UNICODE, 0, Integer.MAX_VALUE);
    private static final BytesChoice.Bounds ANY_BYTES = new BytesChoice.Bounds(0, Integer.MAX_VALUE);

    private ChoiceCodec() {}

    static String toText(List<Choice> choices) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encode(choices));
    }

    /**
     * Reads what {@link #toText} wrote.
     *
     * @throws IllegalArgumentException if the text is damaged or of another version
     */
    static List<Choice> fromText(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": not a reproduction: " + notBase64.getMessage()
                            + " (expected: the whole text of a report, letters, digits, - and _)",
                    notBase64);
        }
        try {
            return decode(bytes);
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException("\"" + text + "\": " + damaged.getMessage(), damaged);
        }
    }

    static byte[] encode(List<Choice> choices) {
        Writer writer = new Writer();
        writer.out.write(VERSION);
        writer.number(choices.size());
        choices.forEach(writer::choice);
        byte[] body = writer.out.toByteArray();
        return ByteBuffer.allocate(body.length + CHECKSUM_BYTES)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the bytes are damaged or of another version
     */
    static List<Choice> decode(byte[] bytes) {
        if (bytes.length < 1 + CHECKSUM_BYTES) {
            throw new IllegalArgumentException("cut off after " + bytes.length + " bytes (expected: 6 or more)");
        }
        if (bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "version " + Byte.toUnsignedInt(bytes[0]) + " (expected: " + VERSION + "), or damaged");
        }
        int length = bytes.length - CHECKSUM_BYTES;
        int expected = ByteBuffer.wrap(bytes).getInt(length);
        int actual = checksum(bytes, length);
        if (actual != expected) {
            throw new IllegalArgumentException(
                    "damaged: checksum %08x (expected: %08x); is it complete?".formatted(actual, expected));
        }
        return new Reader(ByteBuffer.wrap(bytes, 1, length - 1)).all();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static final class Writer {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void choice(Choice choice) {
            switch (choice) {
                case BooleanChoice(var _, boolean value) -> out.write(value ? 1 : 0);
                case IntegerChoice(var _, long value) -> {
                    out.write(2);
                    zigzag(value);
                }
                case FloatChoice(var _, double value) -> number(value);
                case TextChoice(var _, String value) -> {
                    out.write(5);
                    int[] codePoints = value.codePoints().toArray();
                    number(codePoints.length);
                    for (int codePoint : codePoints) {
                        number(codePoint);
                    }
                }
                case BytesChoice(var _, byte[] value) -> {
                    out.write(6);
                    number(value.length);
                    out.writeBytes(value);
                }
            }
        }

        void number(double value) {
            long whole = (long) value;
            if (Math.abs(value) < EXACT && Double.compare((double) whole, value) == 0) {
                out.write(3);
                zigzag(whole);
            } else {
                out.write(4);
                out.writeBytes(ByteBuffer.allocate(Long.BYTES).putDouble(value).array());
            }
        }

        void zigzag(long value) {
            number((value << 1) ^ (value >> 63));
        }

        void number(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }

    /** Reads what has the right checksum, and checks it nevertheless: a checksum is no proof of who wrote it. */
    private record Reader(ByteBuffer in) {
        List<Choice> all() {
            int count = size();
            List<Choice> choices = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                choices.add(choice());
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes after the last choice (expected: none)");
            }
            return List.copyOf(choices);
        }

        private Choice choice() {
            int kind = next();
            return switch (kind) {
                case 0, 1 -> new BooleanChoice(BooleanChoice.Bounds.EVEN, kind == 1);
                case 2 -> new IntegerChoice(ANY_INTEGER, zigzag());
                case 3 -> new FloatChoice(ANY_FLOAT, zigzag());
                case 4 -> new FloatChoice(ANY_FLOAT, Double.longBitsToDouble(bits()));
                case 5 -> new TextChoice(ANY_TEXT, text());
                case 6 -> new BytesChoice(ANY_BYTES, bytes(size()));
                default -> throw new IllegalArgumentException("kind of choice: " + kind + " (expected: 0..6)");
            };
        }

        private String text() {
            int size = size();
            StringBuilder text = new StringBuilder(size);
            for (int i = 0; i < size; i++) {
                long codePoint = number();
                if (codePoint < 0 || codePoint > Character.MAX_CODE_POINT) {
                    throw new IllegalArgumentException("code point: " + codePoint + " (expected: 0..1114111)");
                }
                text.appendCodePoint((int) codePoint);
            }
            return text.toString();
        }

        private long bits() {
            return ByteBuffer.wrap(bytes(Long.BYTES)).getLong();
        }

        private byte[] bytes(int size) {
            if (size > in.remaining()) {
                throw new IllegalArgumentException(
                        "cut off: " + in.remaining() + " bytes left (expected: " + size + ")");
            }
            byte[] bytes = new byte[size];
            in.get(bytes);
            return bytes;
        }

        /** A number of things that follow. Each takes a byte or more, which bounds what a damaged one allocates. */
        private int size() {
            long size = number();
            if (size < 0 || size > in.remaining()) {
                throw new IllegalArgumentException("size: " + Long.toUnsignedString(size) + " (expected: at most the "
                        + in.remaining() + " bytes left)");
            }
            return (int) size;
        }

        private long zigzag() {
            long number = number();
            return (number >>> 1) ^ -(number & 1);
        }

        private long number() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int next = next();
                number |= (long) (next & 0x7F) << shift;
                if (next < 0x80) {
                    return number;
                }
            }
            throw new IllegalArgumentException("number: longer than ten bytes");
        }

        private int next() {
            if (!in.hasRemaining()) {
                throw new IllegalArgumentException("cut off within a choice");
            }
            return Byte.toUnsignedInt(in.get());
        }
    }
}
