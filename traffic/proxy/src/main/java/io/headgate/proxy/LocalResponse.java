package io.headgate.proxy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response that Headgate gives itself. Immutable.
 *
 * @param reason a short word for logs and metrics: {@code no-route}, {@code connect-failure}
 * @param location for redirects
 * @param close whether the connection must not be used again
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they go out; never changed
record LocalResponse(
        int status,
        String reason,
        String contentType,
        byte[] body,
        @Nullable String location,
        boolean close) {

    static LocalResponse error(int status, String reason) {
        return error(status, reason, /* close= */ false);
    }

    static LocalResponse error(int status, String reason, boolean close) {
        byte[] body = (status + " " + phrase(status) + ": " + reason + "\n").getBytes(StandardCharsets.US_ASCII);
        return new LocalResponse(status, reason, "text/plain", body, null, close);
    }

    static LocalResponse redirect(int status, String location) {
        return new LocalResponse(status, "redirect", "text/plain", new byte[0], location, /* close= */ false);
    }

    static LocalResponse fixed(Action.Respond respond) {
        return new LocalResponse(
                respond.status(), "respond", respond.contentType(), respond.body(), null, /* close= */ false);
    }

    /** The reason phrase of RFC 9110, or {@code "Status"}. */
    static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status";
        };
    }
}
