package io.headgate.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;

/**
 * The vectors of one file under {@code src/test/resources/io/headgate/http}. A line is "expected | octets"; the escapes are told at
 * the top of requests.txt.
 */
final class Vectors {
    private static final Pattern REPEAT = Pattern.compile("\\{((?:[^{}*\\\\]|\\\\.)+)\\*([0-9]+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    /** One line: what is expected of {@code text}, one character for each octet. */
    record Vector(String expected, String text) {
        byte[] octets() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** What becomes of the octets of one vector when they arrive up to each of {@code cuts} in turn. */
    interface Reader {
        String describe(Vector vector, int[] cuts);
    }

    private Vectors() {}

    static List<Vector> read(String file, String before, String after) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(file), file)) {
            var vectors = new ArrayList<Vector>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int bar = line.indexOf(" | ");
                    String text = line.substring(bar + 3);
                    text = text.startsWith("+") && !before.isEmpty() ? before + text.substring(1) + after : text;
                    vectors.add(new Vector(unescape(line.substring(0, bar)), unescape(text)));
                }
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescape(String text) {
        String repeated = REPEAT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        return ESCAPE.matcher(repeated).replaceAll(found -> Matcher.quoteReplacement(character(found.group(1))));
    }

    private static String character(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '0' -> "\0";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    /** A test for each vector: in one piece, octet by octet, and (short ones) cut in two everywhere, with one result. */
    static List<DynamicTest> tests(List<Vector> vectors, Reader reader) {
        var tests = new ArrayList<DynamicTest>();
        for (Vector vector : vectors) {
            String text = vector.text();
            String shown = text.substring(0, Math.min(90, text.length()))
                    .replace("\r", "\\r")
                    .replace("\n", "\\n");
            tests.add(DynamicTest.dynamicTest(vector.expected() + " | " + shown, () -> check(vector, reader)));
        }
        return tests;
    }

    /** Enough of a text to recognise it. */
    private static String shown(String text) {
        return text.substring(0, Math.min(200, text.length()))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    private static void check(Vector vector, Reader reader) {
        int length = vector.text().length();
        String whole = reader.describe(vector, new int[] {length});
        List<String> told = List.of(whole.split(" ", -1));
        for (String word : vector.expected().split(" ", -1)) {
            if (!told.contains(word) && !(word.contains("\t") && whole.contains(word))) {
                throw new AssertionError(shown("told: " + whole) + shown(" (expected: " + vector.expected()) + ")");
            }
        }
        var each = new int[length];
        for (int i = 0; i < length; i++) {
            each[i] = i + 1;
        }
        same(whole, reader.describe(vector, each), "octet by octet");
        for (int cut = 1; cut < Math.min(length, 300); cut++) {
            same(whole, reader.describe(vector, new int[] {cut, length}), "cut at " + cut);
        }
    }

    private static void same(String whole, String other, String how) {
        if (!whole.equals(other)) {
            throw new AssertionError(shown(how + ": " + other) + shown(" (expected: " + whole) + ", as in one piece)");
        }
    }
}
