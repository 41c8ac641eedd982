package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostTableTest {
    private static final long SEED = 4;

    @Test
    void anExactNameBeatsTheLongestSuffixAndThatBeatsTheDefault() {
        var table = HostTable.of(Map.of("a.b.c", 1, "*.b.c", 2, "*.c", 3, "*", 4));
        assertThat(find(table, "a.b.c")).isEqualTo(1);
        assertThat(find(table, "A.B.C.")).isEqualTo(1);
        assertThat(find(table, "x.b.c")).isEqualTo(2);
        assertThat(find(table, "y.x.b.c")).isEqualTo(2);
        assertThat(find(table, "b.c")).isEqualTo(3);
        assertThat(find(table, "c")).isEqualTo(4);
        assertThat(find(table, "")).isEqualTo(4);
        assertThat(find(table, ".c")).isEqualTo(4);
    }

    @Test
    void nothingIsFoundWithoutADefault() {
        assertThat(find(HostTable.of(Map.of("a", 1, "[::1]", 2)), "b")).isNull();
        assertThat(find(HostTable.of(Map.of("a", 1, "[::1]", 2)), "[::1]")).isEqualTo(2);
        assertThat(find(HostTable.<Integer>of(Map.of()), "b")).isNull();
    }

    @Test
    void everythingServedIsListed() {
        assertThat(HostTable.of(Map.of("a.b.c", 1, "*.b.c", 2, "*", 3)).all()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void randomTablesFindWhatTheModelFinds() {
        for (int i = 0; i < 3_000; i++) {
            var random = new SplittableRandom(SEED + i);
            var patterns = new HashMap<String, Integer>();
            for (int n = random.nextInt(12); n > 0; n--) {
                patterns.put((random.nextBoolean() ? "*." : "") + name(random), n);
            }
            if (random.nextBoolean()) {
                patterns.put("*", 99);
            }
            var table = HostTable.of(patterns);
            for (int n = 0; n < 20; n++) {
                String host = name(random);
                String sent = random.nextBoolean() ? host.toUpperCase(Locale.ROOT) : host;
                assertThat(find(table, sent))
                        .as("seed %d: %s in %s", SEED + i, host, patterns)
                        .isEqualTo(model(patterns, host));
            }
        }
    }

    private static @Nullable Integer model(Map<String, Integer> patterns, String host) {
        if (patterns.containsKey(host)) {
            return patterns.get(host);
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (patterns.containsKey("*" + host.substring(dot))) {
                return patterns.get("*" + host.substring(dot));
            }
        }
        return patterns.get("*");
    }

    private static String name(SplittableRandom random) {
        var name = new StringBuilder();
        for (int labels = random.nextInt(1, 5); labels > 0; labels--) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(random.nextBoolean() ? "a" : "b")
                    .append("c".repeat(random.nextInt(2)));
        }
        return name.toString();
    }

    @Test
    void badAndDoublePatternsAreRefused() {
        for (String bad :
                new String[] {"", "*.", "a.*", "*a", "**", "a:80", "a/b", "a..b", "*.*.a", "b\u00fccher.example"}) {
            assertThatIllegalArgumentException()
                    .as(bad)
                    .isThrownBy(() -> HostTable.of(Map.of(bad, 1)))
                    .withMessageContaining("host: " + bad);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HostTable.of(Map.of("A.b", 1, "a.b.", 2)));
    }

    private static @Nullable Integer find(HostTable<Integer> table, String host) {
        byte[] octets = ("." + host + ".").getBytes(StandardCharsets.US_ASCII);
        return table.find(octets, 1, octets.length - 1);
    }
}
