package io.headgate.http;

import java.util.Locale;

/**
 * Why a message was refused. Constants are only ever added at the end, and a code is never reused: they are metric labels.
 *
 * <p>Every refusal is definite: nothing of the message may be forwarded, and since the end of a refused message is not known,
 * its connection must be closed after the answer. {@link #status()} is the answer to a client; whoever refuses a
 * <em>response</em> answers 502 instead.
 */
public enum HeadError {
    MALFORMED_REQUEST_LINE(400, "the request line is not: method, one space, target, one space, version, CRLF"),
    BAD_METHOD(400, "the method is not a token"),
    METHOD_TOO_LONG(501, "the method is longer than 32 bytes"),
    BAD_TARGET(400, "the request target is none of the four forms, or has a byte that must be percent-encoded"),
    REQUEST_LINE_TOO_LONG(414, "the request line is longer than allowed"),
    BAD_VERSION(400, "the version is not: HTTP/, digit, dot, digit"),
    UNSUPPORTED_VERSION(505, "the version is neither HTTP/1.0 nor HTTP/1.1"),
    MALFORMED_STATUS_LINE(400, "the status line is not: version, one space, three digits, one space, reason, CRLF"),
    BARE_CR(400, "a CR is not followed by LF"),
    BARE_LF(400, "an LF is not preceded by CR"),
    LEADING_WHITESPACE(400, "there is whitespace before the first header"),
    OBSOLETE_FOLDING(400, "a header is continued on the next line"),
    BAD_HEADER_NAME(400, "a header name is empty or not a token"),
    SPACE_BEFORE_COLON(400, "there is whitespace between a header name and its colon"),
    MISSING_COLON(400, "a header line has no colon"),
    BAD_HEADER_VALUE(400, "a header value has a control byte"),
    TOO_MANY_HEADERS(431, "there are more headers than allowed"),
    HEAD_TOO_LARGE(431, "the head is larger than allowed"),
    MISSING_HOST(400, "an HTTP/1.1 request has no Host"),
    DUPLICATE_HOST(400, "there is more than one Host"),
    BAD_HOST(400, "the Host is not: name or address, optional colon and port 1..65535"),
    HOST_MISMATCH(400, "the authority of the request target is not the Host"),
    BAD_CONTENT_LENGTH(400, "the Content-Length is not 1 to 18 digits"),
    DUPLICATE_CONTENT_LENGTH(400, "there is more than one Content-Length"),
    LENGTH_AND_TRANSFER_ENCODING(400, "there are both Content-Length and Transfer-Encoding"),
    TRANSFER_ENCODING_IN_HTTP_1_0(400, "an HTTP/1.0 message has Transfer-Encoding"),
    BAD_TRANSFER_ENCODING(400, "the Transfer-Encoding does not end in chunked, once"),
    UNSUPPORTED_TRANSFER_ENCODING(501, "the Transfer-Encoding has codings other than chunked"),
    BODY_ON_INTERIM_RESPONSE(400, "a 1xx response announces a body"),
    BAD_CONNECTION_OPTION(400, "Connection has an option that is not a token, or more than 32 options"),
    PROTECTED_CONNECTION_OPTION(400, "Connection names a header that is meant for the final recipient"),
    UNSUPPORTED_EXPECTATION(417, "Expect is not 100-continue, once"),
    BAD_CHUNK_SIZE(400, "a chunk size is not 1 to 16 hexadecimal digits, or exceeds 2^53-1"),
    BAD_CHUNK_EXTENSION(
            400, "a chunk extension is not: semicolon, token, optional equals sign and token or quoted string"),
    CHUNK_EXTENSION_TOO_LARGE(400, "chunk extensions exceed 256 bytes in one chunk or 16 KiB in the message"),
    BAD_CHUNK_END(400, "the data of a chunk is not followed by CRLF"),
    TRAILERS_TOO_LARGE(431, "the trailer section exceeds 8 KiB"),
    FORBIDDEN_TRAILER(
            400, "a trailer field would change framing, routing, authentication or the reading of the content");

    private final int status;
    private final String reason;
    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    HeadError(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    /** The status to answer a refused request with: 400, 414, 417, 431, 501 or 505. */
    public int status() {
        return status;
    }

    /** What is wrong, in a short clause for logs; holds nothing the sender wrote. */
    public String reason() {
        return reason;
    }

    /** Stable kebab-case label for metrics, for example {@code bare-lf}. */
    public String code() {
        return code;
    }
}
