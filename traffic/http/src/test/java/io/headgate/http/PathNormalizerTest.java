package io.headgate.http;

import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
    private static final String INVALID = "INVALID";

    @ParameterizedTest
    @CsvSource({
        "'', /",
        "/, /",
        "/a, /a",
        "/a/, /a/",
        "//, /",
        "//a///b//, /a/b/",
        "/., /",
        "/./, /",
        "/.., /",
        "/../../a, /a",
        "/a/., /a/",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/b/../c, /a/c",
        "/a//../b, /b",
        "/a/./b, /a/b",
        "/a/.../b, /a/.../b",
        "/a/..b/.c, /a/..b/.c",
        "/%61%7E%2d, /a~-",
        "/%2e%2E/a, /a",
        "/a/%2e%2e/b, /b",
        "/a/.%2e/b, /b",
        "/a%2fb, /a%2Fb",
        "/a%5cb, /a%5Cb",
        "/a%252fb, /a%252fb",
        "/%25%32%65, /%252e",
        "/%e4%c3, /%E4%C3",
        "/a;b=c/d, /a;b=c/d",
        "/a%3bb, /a%3Bb",
    })
    void pathsHaveOneSpelling(String path, String normal) {
        assertThat(normalize(path)).isEqualTo(normal);
        assertThat(isNormal(path)).isEqualTo(path.equals(normal));
        assertThat(isNormal(normal)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "*",
                "/%",
                "/%4",
                "/%4g",
                "/%g4",
                "/%%41",
                "/%00",
                "/a\0",
                "/a b",
                "/\t",
                "/\u0080",
                "/\u007f",
                "/a?b",
                "/a#b",
                "/a\\b",
                "/..;/a",
                "/.;x",
                "/a/..;x=y",
                "/%2e%2e;/a"
            })
    void whatReadersDisagreeAboutIsRefused(String path) {
        assertThat(normalize(path)).isEqualTo(INVALID);
        assertThat(isNormal(path)).isFalse();
    }

    @HegelTest(testCases = 2_000)
    void anyPathIsNormalisedAsTheModelSaysAndOnlyOnce(TestCase tc) {
        String path = tc.draw(paths(), "path");
        String normal = normalize(path);
        assertThat(normal).isEqualTo(model(path));
        assertThat(isNormal(path)).isEqualTo(path.equals(normal));
        if (!normal.equals(INVALID)) {
            assertThat(normalize(normal)).isEqualTo(normal);
            assertThat(normal + "/").doesNotContain("/./", "/../").startsWith("/");
            assertThat(normal).doesNotContain("//");
        }
    }

    private static Generator<String> paths() {
        Generator<String> parts = oneOf(
                sampledFrom("/a", "/", "/.", "/.."),
                sampledFrom("a", ".", "..", ";", "%2e", "%2E", "%2f", "%2F", "%41", "%", "%00", "%e9", "4", "\\"),
                HttpGenerators.octets());
        return lists(parts).maxSize(10).map(drawn -> "/" + String.join("", drawn));
    }

    /** Decodes, then splits into segments and walks them. */
    private static String model(String path) {
        var decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' || c == '?' || c == '#' || c <= ' ' || c >= 0x7f) {
                return INVALID;
            }
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            if (!path.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*") || path.startsWith("%00", i)) {
                return INVALID;
            }
            String value = String.valueOf((char) Integer.parseInt(path.substring(i + 1, i + 3), 16));
            decoded.append(
                    value.matches("[A-Za-z0-9._~-]")
                            ? value
                            : path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            i += 2;
        }
        List<String> segments = new ArrayList<>(List.of(decoded.substring(1).split("/", -1)));
        String last = segments.getLast();
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : segments) {
            if (segment.startsWith(".;") || segment.startsWith("..;")) {
                return INVALID;
            }
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    private static String normalize(String path) {
        byte[] octets = ("x" + path + "x").getBytes(StandardCharsets.ISO_8859_1);
        var out = new byte[octets.length + 2];
        int end = PathNormalizer.normalize(octets, 1, octets.length - 1, out, 3);
        return end == PathNormalizer.INVALID ? INVALID : new String(out, 3, end - 3, StandardCharsets.ISO_8859_1);
    }

    private static boolean isNormal(String path) {
        byte[] octets = ("x" + path + "x").getBytes(StandardCharsets.ISO_8859_1);
        return PathNormalizer.isNormal(octets, 1, octets.length - 1);
    }
}
