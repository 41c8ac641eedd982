package io.headgate.server;

import java.util.List;
import java.util.Locale;

/**
 * Something wrong, or worth knowing, at one place of a configuration file.
 *
 * @param severity whether the file is refused for it
 * @param kind what sort of problem it is, for programs
 * @param at the place
 * @param key the path of keys to it, such as {@code pools.api.health.interval}; empty for the file as a whole
 * @param message what is there and what would be accepted, such as {@code 0s (expected: 100ms..1h)}
 * @param suggestions what was probably meant, best first; empty when nothing is near
 */
public record Problem(Severity severity, Kind kind, Source at, String key, String message, List<String> suggestions) {

    /** Whether a problem refuses the file. */
    public enum Severity {
        /** The file is refused. */
        ERROR,
        /** The file is accepted; the author should look. */
        WARNING
    }

    /** The sorts of problem. Names are part of the JSON output and are never reused. */
    public enum Kind {
        /** Not readable as one YAML document. */
        SYNTAX,
        /** A key that does not exist here. */
        UNKNOWN_KEY,
        /** A key that has to be here. */
        MISSING_KEY,
        /** A key or value that the design has and this version has not. */
        NOT_SUPPORTED,
        /** A mapping where text belongs, a number where a list belongs, and so on. */
        TYPE,
        /** The right type, but outside what is accepted. */
        VALUE,
        /** A name that nothing in the file declares. */
        UNKNOWN_NAME,
        /** The second of two things of which there can be one. */
        DUPLICATE,
        /** Two settings that exclude each other. */
        CONFLICT,
        /** A file that is missing, unreadable or not what it should be. */
        FILE,
        /** Declared and never used. */
        UNUSED;

        /** Lower case with hyphens, such as {@code unknown-key}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Problem {
        suggestions = List.copyOf(suggestions);
    }

    /** {@code front.yaml:14:7 pools.api.health.interval: 0s (expected: 100ms..1h)}. */
    @Override
    public String toString() {
        String where = key.isEmpty() ? at.toString() : at + " " + key;
        return where + (severity == Severity.WARNING ? ": warning: " : ": ") + message;
    }
}
