package io.headgate.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a redirect points. {@link #status} is 301, 302, 303, 307 or 308. */
public sealed interface Redirect {

    /** The statuses that redirect. */
    List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

    /** Used when a file gives none. */
    int DEFAULT_STATUS = 302;

    int status();

    /** To one place: an absolute http or https URL, or a path with leading slash. */
    record ToLocation(int status, String location) implements Redirect {
        public ToLocation {
            checkStatus(status);
        }
    }

    /**
     * To the request's own URL with parts replaced; null parts are kept, at least one is not null.
     *
     * @param scheme {@code http} or {@code https}; changing it without {@code port} means that scheme's default port
     */
    record Replacing(
            int status,
            @Nullable Scheme scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable PathRewrite path)
            implements Redirect {
        public Replacing {
            checkStatus(status);
            if (scheme == null && host == null && port == null && path == null) {
                throw new IllegalArgumentException("nothing replaced (expected: scheme, host, port or path)");
            }
        }
    }

    /** The schemes of a redirect. */
    enum Scheme implements Word {
        HTTP("http"),
        HTTPS("https");

        private final String word;

        Scheme(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /** Rejects a status that does not redirect: for compact constructors. */
    static void checkStatus(int status) {
        if (!STATUSES.contains(status)) {
            throw new IllegalArgumentException("status: " + status + " (expected: one of " + STATUSES + ")");
        }
    }
}
