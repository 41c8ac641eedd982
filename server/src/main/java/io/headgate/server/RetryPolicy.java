package io.headgate.server;

import java.util.List;
import java.util.Set;

/**
 * When a try is repeated, on another endpoint where there is one.
 *
 * @param attempts repetitions after the first try, {@code 0..5}
 * @param on what is repeated
 * @param methods the only methods that are repeated once a byte has been sent
 */
public record RetryPolicy(int attempts, Set<Cause> on, Set<String> methods) {

    static final IntRange ATTEMPTS = new IntRange(0, 5);
    static final int DEFAULT_ATTEMPTS = 1;
    static final List<Cause> DEFAULT_ON = List.of(Cause.CONNECT_FAILURE, Cause.RESET);

    /** The idempotent methods of RFC 9110, 9.2.2. */
    static final List<String> DEFAULT_METHODS = List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    public RetryPolicy {
        ATTEMPTS.check("attempts", attempts);
        on = Set.copyOf(on);
        methods = Set.copyOf(methods);
    }

    /** Why a try may be repeated. */
    public enum Cause implements Word {
        /** No connection; nothing was sent. */
        CONNECT_FAILURE("connect-failure"),
        /** The connection ended before the head of the response. */
        RESET("reset"),
        BAD_GATEWAY("502"),
        SERVICE_UNAVAILABLE("503"),
        GATEWAY_TIMEOUT("504");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
