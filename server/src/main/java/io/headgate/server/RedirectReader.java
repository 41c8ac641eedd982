package io.headgate.server;

import io.headgate.server.Problem.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads redirects, and the path and host that redirects and rewrites have in common. */
final class RedirectReader {

    private static final List<String> PARTS = List.of("scheme", "host", "port", "path", "prefix");

    private RedirectReader() {}

    static @Nullable Redirect redirect(Value value, boolean byPrefix) {
        return value.object(section -> {
            int status = section.read(
                    "status", (Integer) Redirect.DEFAULT_STATUS, number -> number.oneOfNumbers(Redirect.STATUSES));
            PARTS.forEach(section::has);
            if (section.has("location")) {
                PARTS.forEach(part -> section.conflict(part, "beside location (expected: location alone)"));
                String location = section.read("location", RedirectReader::location);
                return location == null ? null : new Redirect.ToLocation(status, location);
            }
            return replacing(section, status, byPrefix);
        });
    }

    private static @Nullable Redirect replacing(Section section, int status, boolean byPrefix) {
        var scheme = section.read("scheme", value -> value.word(Redirect.Scheme.values()));
        var host = host(section);
        var port = section.read("port", value -> value.integer(Address.PORT));
        var path = path(section, byPrefix);
        if (scheme != null || host != null || port != null || path != null) {
            return new Redirect.Replacing(status, scheme, host, port, path);
        }
        if (PARTS.stream().noneMatch(section::has)) {
            section.missingOneOf("location", "scheme", "host", "port", "path", "prefix");
        }
        return null;
    }

    private static @Nullable String location(Value value) {
        String expected = "an absolute http or https URL, or a path with leading slash";
        String location = value.text(new TextRule(TextRule.FIELD_VALUE.pattern(), 2_048, expected));
        if (location == null) {
            return null;
        }
        try {
            var uri = new URI(location);
            String scheme = uri.getScheme();
            boolean absolute = uri.getHost() != null && ("http".equals(scheme) || "https".equals(scheme));
            boolean path = !uri.isAbsolute() && location.startsWith("/") && !location.startsWith("//");
            return absolute || path ? location : value.wrong(expected);
        } catch (URISyntaxException e) {
            return value.errorAtCharacter(
                    Math.max(0, e.getIndex()),
                    Kind.VALUE,
                    value.shown() + ": " + e.getReason() + " (expected: " + expected + ")");
        }
    }

    /** {@code path} or {@code prefix}; null when neither is there. */
    static @Nullable PathRewrite path(Section section, boolean byPrefix) {
        String whole = section.read("path", RedirectReader::plainPath);
        String prefix = section.read("prefix", RedirectReader::plainPath);
        if (section.has("path")) {
            section.conflict("prefix", "beside path (expected: only one of path, prefix)");
        }
        if (!byPrefix) {
            section.conflict("prefix", "on a route whose match.path is no prefix (expected: path)");
        }
        if (whole != null) {
            return new PathRewrite.Whole(whole);
        }
        return prefix == null ? null : new PathRewrite.Prefix(prefix);
    }

    static @Nullable String host(Section section) {
        String host = section.read("host", value -> value.text(TextRule.HOST));
        return host == null ? null : host.toLowerCase(Locale.ROOT);
    }

    /** A path in the form in which requests are compared. */
    static @Nullable String plainPath(Value value) {
        String path = value.text(TextRule.PATH);
        return path == null || TextRule.normal(path) ? path : value.wrong("a path without empty, . or .. segments");
    }
}
