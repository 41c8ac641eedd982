package io.headgate.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the payload and the end of a chunked message in place (RFC 9112, section 7.1). Sans-I/O, resumable at any octet;
 * reusable and confined to one event loop. It copies nothing but trailers and allocates nothing in between.
 *
 * <p>Every octet that frames a chunk is checked, so that a caller may forward {@code [from..next())} as it is and no other reader
 * will find another end: sizes have 1 to 16 hexadecimal digits and nothing around them, line ends are CRLF, extensions are well
 * formed and hold no whitespace outside of quotes.
 */
public final class ChunkedScanner {
    /** Every JavaScript number and every {@code long} sum of a few can hold it. */
    private static final long MAX_CHUNK_BYTES = (1L << 53) - 1;

    private static final int MAX_SIZE_DIGITS = 16;
    /** Extensions carry no content: whoever sends more of them than this is after our processor time. */
    private static final int MAX_EXTENSION_BYTES = 256;

    private static final int MAX_EXTENSION_BYTES_IN_ALL = 16 << 10;

    /** What a call to {@link #step} found. */
    public enum Step {
        /** Payload, at least one octet, lies in {@code dataStart()..dataEnd()}; go on from {@code next()}. */
        DATA,
        /** Everything was consumed, and there is more to come. */
        MORE,
        /** The message, trailers and final CRLF included, ended at {@code next()}. */
        END,
        /** The framing is broken; {@code error()} says how. */
        INVALID
    }

    /**
     * What the next octet must be.
     *
     * <pre>
     *   SIZE ──CR──► SIZE_LF ──► DATA ──► DATA_CR ──► DATA_LF ──► SIZE
     *    │ ';'          ▲  └─ size 0 ──► TRAILERS ──► ENDED
     *    ▼              │ CR
     *   EXTENSION_NAME ─┤ '='
     *    └► EXTENSION_VALUE ─► EXTENSION_TOKEN | QUOTED ◄─► QUOTED_PAIR, then AFTER_QUOTE
     * </pre>
     */
    private enum Place {
        SIZE,
        EXTENSION_NAME,
        EXTENSION_VALUE,
        EXTENSION_TOKEN,
        QUOTED,
        QUOTED_PAIR,
        AFTER_QUOTE,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        ENDED,
        FAILED
    }

    private final Trailers trailers = new Trailers();
    private Place place = Place.SIZE;
    private long remaining;
    private int sizeDigits;
    private int nameBytes;
    private int extensionBytes;
    private int extensionBytesInAll;
    private int next;
    private int dataStart;
    private int dataEnd;
    private @Nullable HeadError error;

    public ChunkedScanner() {
        reset();
    }

    /** Expects the first chunk of the next message. */
    public void reset() {
        trailers.clear();
        extensionBytesInAll = 0;
        next = 0;
        dataStart = 0;
        dataEnd = 0;
        error = null;
        expectSize();
    }

    private void expectSize() {
        place = Place.SIZE;
        remaining = 0;
        sizeDigits = 0;
        extensionBytes = 0;
    }

    /**
     * Looks at {@code buffer[from..to)}, the octets after those of the call before, by absolute gets: position and limit stay.
     * After {@link Step#INVALID} every call says so again.
     *
     * @throws IllegalStateException if the last step was {@link Step#END} and there was no {@link #reset}
     * @throws IndexOutOfBoundsException if the range is not within the buffer's limit
     */
    public Step step(ByteBuffer buffer, int from, int to) {
        Objects.checkFromToIndex(from, to, buffer.limit());
        for (int at = from; ; at++) {
            switch (place) {
                case DATA -> {
                    return at < to ? data(at, to) : more(to);
                }
                case TRAILERS -> {
                    return trailers(buffer, at, to);
                }
                case FAILED -> {
                    return Step.INVALID;
                }
                case ENDED -> throw new IllegalStateException("step: the message has ended (expected: reset() first)");
                default -> {
                    if (at == to) {
                        return more(to);
                    }
                    HeadError refusal = frame(buffer.get(at));
                    if (refusal != null) {
                        return fail(refusal, at);
                    }
                }
            }
        }
    }

    private Step data(int at, int to) {
        dataStart = at;
        dataEnd = (int) Math.min(to, at + remaining);
        remaining -= dataEnd - at;
        if (remaining == 0) {
            place = Place.DATA_CR;
        }
        next = dataEnd;
        return Step.DATA;
    }

    private Step trailers(ByteBuffer buffer, int at, int to) {
        int past = trailers.accept(buffer, at, to);
        if (past == HeaderBlock.INVALID) {
            return fail(trailers.error(), at);
        }
        if (past == HeaderBlock.INCOMPLETE) {
            return more(to);
        }
        place = Place.ENDED;
        next = past;
        return Step.END;
    }

    private Step more(int to) {
        next = to;
        return Step.MORE;
    }

    private Step fail(HeadError refusal, int at) {
        error = refusal;
        place = Place.FAILED;
        next = at;
        return Step.INVALID;
    }

    /** Takes one octet outside of data and trailers. */
    private @Nullable HeadError frame(byte octet) {
        return switch (place) {
            case SIZE -> size(octet);
            case EXTENSION_NAME, EXTENSION_VALUE, EXTENSION_TOKEN, QUOTED, QUOTED_PAIR, AFTER_QUOTE -> extension(octet);
            case SIZE_LF -> sizeLineEnd(octet);
            case DATA_CR -> octet == '\r' ? goTo(Place.DATA_LF) : HeadError.BAD_CHUNK_END;
            case DATA_LF -> {
                if (octet != '\n') {
                    yield HeadError.BAD_CHUNK_END;
                }
                expectSize();
                yield null;
            }
            case DATA, TRAILERS, ENDED, FAILED -> throw new IllegalStateException("place: " + place);
        };
    }

    private @Nullable HeadError goTo(Place then) {
        place = then;
        return null;
    }

    private @Nullable HeadError size(byte octet) {
        int digit = Octets.hexValue(octet);
        if (digit >= 0) {
            remaining = (remaining << 4) | digit;
            boolean tooLarge = ++sizeDigits > MAX_SIZE_DIGITS || remaining > MAX_CHUNK_BYTES || remaining < 0;
            return tooLarge ? HeadError.BAD_CHUNK_SIZE : null;
        }
        if (sizeDigits == 0) {
            return HeadError.BAD_CHUNK_SIZE;
        }
        return switch (octet) {
            case '\r' -> goTo(Place.SIZE_LF);
            case ';' -> expectExtensionName();
            case '\n' -> HeadError.BARE_LF;
            default -> HeadError.BAD_CHUNK_SIZE;
        };
    }

    private @Nullable HeadError expectExtensionName() {
        nameBytes = 0;
        return goTo(Place.EXTENSION_NAME);
    }

    private @Nullable HeadError sizeLineEnd(byte octet) {
        if (octet != '\n') {
            return HeadError.BARE_CR;
        }
        return goTo(remaining == 0 ? Place.TRAILERS : Place.DATA);
    }

    private @Nullable HeadError extension(byte octet) {
        if (++extensionBytes > MAX_EXTENSION_BYTES || ++extensionBytesInAll > MAX_EXTENSION_BYTES_IN_ALL) {
            return HeadError.CHUNK_EXTENSION_TOO_LARGE;
        }
        return switch (place) {
            case EXTENSION_NAME -> {
                if (Octets.isToken(octet)) {
                    nameBytes++;
                    yield null;
                }
                if (nameBytes == 0) {
                    yield HeadError.BAD_CHUNK_EXTENSION;
                }
                yield octet == '=' ? goTo(Place.EXTENSION_VALUE) : extensionEnd(octet);
            }
            case EXTENSION_VALUE -> {
                if (octet == '"') {
                    yield goTo(Place.QUOTED);
                }
                yield Octets.isToken(octet) ? goTo(Place.EXTENSION_TOKEN) : HeadError.BAD_CHUNK_EXTENSION;
            }
            case EXTENSION_TOKEN -> Octets.isToken(octet) ? null : extensionEnd(octet);
            case QUOTED ->
                switch (octet) {
                    case '"' -> goTo(Place.AFTER_QUOTE);
                    case '\\' -> goTo(Place.QUOTED_PAIR);
                    default -> isQuotable(octet) ? null : HeadError.BAD_CHUNK_EXTENSION;
                };
            case QUOTED_PAIR -> isQuotable(octet) ? goTo(Place.QUOTED) : HeadError.BAD_CHUNK_EXTENSION;
            case AFTER_QUOTE -> extensionEnd(octet);
            case SIZE, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS, ENDED, FAILED ->
                throw new IllegalStateException("place: " + place);
        };
    }

    /** HTAB, SP, visible octets and obs-text (RFC 9110, section 5.6.4). */
    private static boolean isQuotable(byte octet) {
        return octet == '\t' || octet < 0 || (octet >= ' ' && octet != 0x7F);
    }

    private @Nullable HeadError extensionEnd(byte octet) {
        return switch (octet) {
            case '\r' -> goTo(Place.SIZE_LF);
            case ';' -> expectExtensionName();
            case '\n' -> HeadError.BARE_LF;
            default -> HeadError.BAD_CHUNK_EXTENSION;
        };
    }

    /** Where to go on: the index past what the last step consumed; after {@link Step#INVALID} about where the fault is. */
    public int next() {
        return next;
    }

    /** Where the payload of the last {@link Step#DATA} starts. */
    public int dataStart() {
        return dataStart;
    }

    /** Where the payload of the last {@link Step#DATA} ends; always {@code next()}. */
    public int dataEnd() {
        return dataEnd;
    }

    /**
     * Why the last step was {@link Step#INVALID}.
     *
     * @throws IllegalStateException if it was not
     */
    public HeadError error() {
        if (error == null) {
            throw new IllegalStateException("error: none (expected: only asked for after a refusal)");
        }
        return error;
    }

    /** The trailer fields; complete after {@link Step#END}, valid until the next reset. */
    public Trailers trailers() {
        return trailers;
    }
}
