package io.headgate.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a host name is served by: the exact name, else the longest {@code *.} suffix, else the default {@code *}. A wildcard
 * stands for one or more whole labels: {@code *.a.example} matches {@code x.a.example} and {@code y.x.a.example}, not
 * {@code a.example}. Names match in any (ASCII) case, and a final dot means nothing.
 *
 * <p>Immutable; read by any thread. A lookup is one pass over the name from its end, without allocation.
 */
public final class HostTable<T> {
    private final OctetMap<T> exact;
    private final OctetMap<T> suffixes;
    private final @Nullable T otherwise;
    private final List<T> all;

    private HostTable(List<T> all, Map<String, T> exact, Map<String, T> suffixes, @Nullable T otherwise) {
        this.all = all;
        this.exact = new OctetMap<>(exact, /* foldCase= */ true, OctetMap.Order.BACKWARD);
        this.suffixes = new OctetMap<>(suffixes, /* foldCase= */ true, OctetMap.Order.BACKWARD);
        this.otherwise = otherwise;
    }

    /**
     * Builds a table.
     *
     * @param patterns by {@code name}, {@code *.suffix} or {@code *}; names as they stand in a Host header, without port, and in
     *     their ASCII form
     * @throws IllegalArgumentException if a pattern is none of these, or two are the same but for case and final dot
     */
    public static <T> HostTable<T> of(Map<String, T> patterns) {
        var exact = new HashMap<String, T>();
        var suffixes = new HashMap<String, T>();
        T otherwise = null;
        for (var entry : patterns.entrySet()) {
            String pattern = entry.getKey();
            if (pattern.equals("*")) {
                otherwise = entry.getValue();
                continue;
            }
            boolean wildcard = pattern.startsWith("*.");
            String name = canonicalName(pattern, wildcard ? pattern.substring(2) : pattern);
            if ((wildcard ? suffixes : exact).putIfAbsent(name, entry.getValue()) != null) {
                throw new IllegalArgumentException("host: " + pattern + " (expected: each name once, in any case)");
            }
        }
        return new HostTable<>(List.copyOf(patterns.values()), exact, suffixes, otherwise);
    }

    private static String canonicalName(String pattern, String name) {
        byte[] octets = Octets.ascii(name);
        var authority = new Authority();
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        if (!ascii || !authority.read(octets, 0, octets.length) || authority.hasPort()) {
            throw new IllegalArgumentException(
                    "host: " + pattern + " (expected: an ASCII name without port, *.name or *)");
        }
        return name.substring(0, authority.hostEnd()).toLowerCase(Locale.ROOT);
    }

    /** What every pattern is served by, in the order of {@code patterns}; not for the hot path. */
    public List<T> all() {
        return all;
    }

    /** What {@code octets[from..to)}, a host without port, is served by; null if nothing matches. */
    public @Nullable T find(byte[] octets, int from, int to) {
        int end = to > from && octets[to - 1] == '.' ? to - 1 : to;
        T best = otherwise;
        int hash = OctetMap.EMPTY_HASH;
        for (int i = end - 1; i >= from; i--) {
            if (octets[i] == '.' && i > from) {
                T found = suffixes.find(octets, i + 1, end, hash);
                best = found != null ? found : best;
            }
            hash = OctetMap.extend(hash, Octets.lowerCase(octets[i]));
        }
        T found = exact.find(octets, from, end, hash);
        return found != null ? found : best;
    }
}
