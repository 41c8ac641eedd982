package io.headgate.proxy;

import io.headgate.http.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a request once it matched. Immutable; shared by all workers.
 */
public final class Route {
    private final String host;
    private final String name;
    private final Action action;
    private final @Nullable Rewrite rewrite;
    private final HeaderEdits requestEdits;
    private final HeaderEdits responseEdits;
    private final @Nullable Duration timeout;
    private final @Nullable Duration perTryTimeout;
    private final RetryPolicy retries;
    private final int matchedPrefixLength;

    /**
     * @param host the virtual host it belongs to, for metrics
     * @param name unique within the host, for metrics and logs
     * @param matchedPrefixLength bytes of the path that the route's prefix match covers without a trailing slash, for prefix
     *     replacement; -1 when the match is not a prefix
     * @param timeout for the whole exchange, response body included; null for none
     * @param perTryTimeout until a response head, for each try; null for the pool's
     */
    public Route(
            String host,
            String name,
            Action action,
            int matchedPrefixLength,
            @Nullable Rewrite rewrite,
            HeaderEdits requestEdits,
            HeaderEdits responseEdits,
            @Nullable Duration timeout,
            @Nullable Duration perTryTimeout,
            RetryPolicy retries) {
        this.host = host;
        this.name = name;
        this.action = action;
        this.matchedPrefixLength = matchedPrefixLength;
        this.rewrite = rewrite;
        this.requestEdits = requestEdits;
        this.responseEdits = responseEdits;
        this.timeout = timeout;
        this.perTryTimeout = perTryTimeout;
        this.retries = retries;
        if (rewrite != null && rewrite.prefix() != null && matchedPrefixLength < 0) {
            throw new IllegalArgumentException(name + ": rewrite.prefix without a prefix match");
        }
    }

    public String host() {
        return host;
    }

    public String name() {
        return name;
    }

    public Action action() {
        return action;
    }

    @Nullable
    Rewrite rewrite() {
        return rewrite;
    }

    HeaderEdits requestEdits() {
        return requestEdits;
    }

    HeaderEdits responseEdits() {
        return responseEdits;
    }

    int matchedPrefixLength() {
        return matchedPrefixLength;
    }

    /** Nanoseconds, or 0 for none. */
    long timeoutNanos() {
        return timeout == null ? 0 : timeout.toNanos();
    }

    /** Nanoseconds, or 0 for the pool's. */
    long perTryTimeoutNanos() {
        return perTryTimeout == null ? 0 : perTryTimeout.toNanos();
    }

    RetryPolicy retries() {
        return retries;
    }

    /**
     * What the endpoint sees instead of what the client asked for. At most one of {@code path} and {@code prefix}.
     *
     * @param path replaces the whole path; the query stays
     * @param prefix replaces the matched prefix
     * @param host replaces the Host
     */
    @SuppressWarnings("ArrayRecordComponent") // compiled to bytes once, read on the hot path, never handed out
    public record Rewrite(byte @Nullable [] path, byte @Nullable [] prefix, byte @Nullable [] host) {}

    /** Compiles a rewrite; null when there is nothing to rewrite. */
    public static @Nullable Rewrite rewrite(@Nullable String path, @Nullable String prefix, @Nullable String host) {
        if (path == null && prefix == null && host == null) {
            return null;
        }
        if (path != null && prefix != null) {
            throw new IllegalArgumentException("rewrite: path and prefix (expected: one of them)");
        }
        return new Rewrite(bytes(path), bytes(prefix), bytes(host));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * When a failed try is repeated on another endpoint. A try is never repeated after response bytes went to the client, nor
     * when the pool's retry budget is spent, nor after a request body began to be sent.
     *
     * @param attempts tries after the first, {@code 0..5}
     * @param methods methods that may be repeated after the request was sent; a failed connect may always be
     * @param onReset repeat when the connection broke before a response head
     * @param onConnectFailure repeat when no connection could be made
     * @param statuses response statuses to repeat on
     */
    public record RetryPolicy(
            int attempts, Set<Method> methods, boolean onConnectFailure, boolean onReset, Set<Integer> statuses) {
        public static final RetryPolicy DEFAULT = new RetryPolicy(1, idempotent(), true, true, Set.of());

        public RetryPolicy {
            if (attempts < 0 || attempts > 5) {
                throw new IllegalArgumentException("attempts: " + attempts + " (expected: 0..5)");
            }
            methods = Set.copyOf(methods);
            statuses = Set.copyOf(statuses);
        }

        /** The idempotent methods of RFC 9110 section 9.2.2. */
        public static Set<Method> idempotent() {
            Set<Method> methods = EnumSet.noneOf(Method.class);
            for (Method method : Method.values()) {
                if (method.idempotent()) {
                    methods.add(method);
                }
            }
            return methods;
        }
    }
}
