package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AccessLogLinesTest {
    private static final int CASES = 2_000;

    @Test
    void whateverAClientWritesStaysInsideItsJsonString() {
        for (long seed = 0; seed < CASES; seed++) {
            var random = new SplittableRandom(seed);
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                // Every second octet is one that JSON treats by name.
                octets[i] = random.nextBoolean()
                        ? (byte) "\"\\\n\r\t\0/u".charAt(random.nextInt(8))
                        : (byte) random.nextInt();
            }
            var out = new ByteSink(8);
            AccessLogLines.putText(out, octets, 0, octets.length);
            assertThat(unescaped(out.asLatin1())).as("seed %d", seed).isEqualTo(new String(octets, ISO_8859_1));
        }
    }

    @Test
    void aValueIsCutAt2048Octets() {
        byte[] octets = new byte[5_000];
        java.util.Arrays.fill(octets, (byte) 'a');
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
