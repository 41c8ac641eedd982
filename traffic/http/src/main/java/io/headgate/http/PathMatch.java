package io.headgate.http;

/** What a route asks of the normalised path. */
public sealed interface PathMatch {
    /** The whole path, octet by octet. */
    record Exact(String path) implements PathMatch {
        public Exact {
            requireNormal(path);
        }
    }

    /**
     * The first whole segments of the path: {@code /api} matches {@code /api} and {@code /api/x}, not {@code /apix}. A final slash
     * means nothing and is dropped, so that {@code /api/} equals {@code /api}; {@code /} matches every path.
     */
    record Prefix(String path) implements PathMatch {
        public Prefix {
            requireNormal(path);
            if (path.length() > 1 && path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
        }
    }

    /** A {@link java.util.regex.Pattern} for the whole path, at most 512 characters; see {@link RouteTable} for its bounds. */
    record Regex(String pattern) implements PathMatch {
        public Regex {
            BoundedRegex.compile(pattern);
        }
    }

    private static void requireNormal(String path) {
        boolean ascii = path.chars().allMatch(c -> c < 0x80);
        byte[] octets = Octets.ascii(path);
        if (!ascii || !PathNormalizer.isNormal(octets, 0, octets.length)) {
            throw new IllegalArgumentException(
                    "path: " + path
                            + " (expected: a normalised path: starts with /, no //, no . or .. segment, other octets as upper-case %XX)");
        }
    }
}
