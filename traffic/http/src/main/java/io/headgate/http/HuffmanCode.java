package io.headgate.http;

/**
 * The Huffman code of HPACK (RFC 7541, appendix B), decoded.
 *
 * <p>The code is canonical: codes of one length are consecutive and in the order of their symbols, so that the lengths alone define it.
 * Codes of up to eight bits, which are all letters, digits and the usual punctuation, are one look into a table of 256; longer
 * ones are found by their length, shortest first. Time is linear in the bits.
 */
final class HuffmanCode {
    private static final int END_OF_STRING = 256;
    private static final int LONGEST = 30;
    private static final int INVALID = -1;

    /** Bits of the code of each octet, and of the end of a string, which must not appear. */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15,
        6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22,
        20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23,
        23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22,
        22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26,
        27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27,
        26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
    };

    /** Symbols by length of their code, then by value. */
    private static final short[] SYMBOLS = new short[LENGTHS.length];

    private static final int[] FIRST_CODE = new int[LONGEST + 1];
    private static final int[] FIRST_SYMBOL = new int[LONGEST + 1];
    private static final int[] COUNT = new int[LONGEST + 1];
    /** By the next eight bits: length of the code they start with, times 256, plus its symbol; 0 when the code is longer. */
    private static final short[] SHORT_CODES = new short[256];

    static {
        int code = 0;
        int next = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            FIRST_CODE[length] = code;
            FIRST_SYMBOL[length] = next;
            for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
                if (LENGTHS[symbol] == length) {
                    if (length <= 8) {
                        int from = code << (8 - length);
                        for (int bits = from; bits < from + (1 << (8 - length)); bits++) {
                            SHORT_CODES[bits] = (short) (length << 8 | symbol);
                        }
                    }
                    SYMBOLS[next++] = (short) symbol;
                    COUNT[length]++;
                    code++;
                }
            }
        }
    }

    private HuffmanCode() {}

    /** The most octets that {@code count} octets of code can stand for. */
    static int mostDecoded(int count) {
        return count * 8 / 5 + 1;
    }

    /**
     * Decodes {@code in[from..to)} into {@code out} from {@code at} on, which has room for {@link #mostDecoded}.
     *
     * @return the index past the text, or -1 when this is no such code: the end of string inside, or padding that is not its beginning or is
     *     longer than seven bits
     */
    static int decode(byte[] in, int from, int to, byte[] out, int at) {
        long window = 0;
        int bits = 0;
        int next = from;
        int past = at;
        while (true) {
            while (bits <= 56 && next < to) {
                window = window << 8 | (in[next++] & 0xff);
                bits += 8;
            }
            if (bits < 8) {
                return endOfCode(window, bits, out, past);
            }
            int entry = SHORT_CODES[(int) (window >>> (bits - 8)) & 0xff];
            if (entry != 0) {
                bits -= entry >>> 8;
                out[past++] = (byte) entry;
                continue;
            }
            int length = longCode(window, bits);
            int symbol = length < 0 ? END_OF_STRING : symbol(window, bits, length);
            if (symbol == END_OF_STRING) {
                return INVALID;
            }
            bits -= length;
            out[past++] = (byte) symbol;
        }
    }

    /** The last bits: codes that fit them, then ones. */
    private static int endOfCode(long window, int bitsLeft, byte[] out, int at) {
        int bits = bitsLeft;
        int past = at;
        while (bits > 0) {
            int ones = (1 << bits) - 1;
            int rest = (int) window & ones;
            if (rest == ones) {
                return past;
            }
            int entry = SHORT_CODES[(rest << (8 - bits) | 0xff >>> bits) & 0xff];
            int length = entry >>> 8;
            if (length == 0 || length > bits) {
                return INVALID;
            }
            bits -= length;
            out[past++] = (byte) entry;
        }
        return past;
    }

    /** The length of the code of more than eight bits that comes next, or -1 when its end is not there. */
    private static int longCode(long window, int bits) {
        int most = Math.min(bits, LONGEST);
        for (int length = 9; length <= most; length++) {
            int code = (int) (window >>> (bits - length)) & ((1 << length) - 1);
            if (code - FIRST_CODE[length] < COUNT[length]) {
                return length;
            }
        }
        return INVALID;
    }

    private static int symbol(long window, int bits, int length) {
        int code = (int) (window >>> (bits - length)) & ((1 << length) - 1);
        return SYMBOLS[FIRST_SYMBOL[length] + code - FIRST_CODE[length]];
    }
}
