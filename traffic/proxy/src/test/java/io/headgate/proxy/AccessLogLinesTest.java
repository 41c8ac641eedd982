package io.headgate.proxy;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class AccessLogLinesTest {
    @HegelTest(testCases = 300)
    void whateverAClientWritesStaysInsideItsJsonString(TestCase tc) {
        // Every second octet is one that JSON treats by name.
        Generator<String> octets = oneOf(
                sampledFrom("a", "\"", "\\", "\n", "\r", "\t", "\0", "/", "u", "\u001f", " ", "~", "\u007f", "\u0080"),
                integers(0, 255).map(Character::toString));
        String text = "-".repeat(tc.draw(sampledFrom(0, 2_030, 2_048), "dashes"))
                + String.join("", tc.draw(lists(octets).maxSize(40), "octets"));
        String around = tc.draw(sampledFrom("", "\"", "x"), "around");
        byte[] line = (around + text + around).getBytes(ISO_8859_1);
        var out = new ByteSink(8);
        AccessLogLines.putText(out, line, around.length(), around.length() + text.length());
        assertThat(unescaped(out.asLatin1())).isEqualTo(text.substring(0, Math.min(text.length(), 2_048)));
    }

    @Test
    void aValueIsCutAt2048Octets() {
        byte[] octets = new byte[5_000];
        Arrays.fill(octets, (byte) 'a');
        var out = new ByteSink(8);

        AccessLogLines.putText(out, octets, 0, octets.length);

        assertThat(out.length()).isEqualTo(2_048);
    }

    /** What a JSON reader makes of the text between two quotes; fails on what it would refuse. */
    private static String unescaped(String text) {
        var result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            assertThat(c).isBetween(' ', '~').isNotEqualTo('"');
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escape = text.charAt(at++);
            switch (escape) {
                case '"', '\\' -> result.append(escape);
                case 'u' -> {
                    result.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> throw new AssertionError("escape \\" + escape + " in " + text);
            }
        }
        return result.toString();
    }
}
