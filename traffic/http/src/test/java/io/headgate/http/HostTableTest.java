package io.headgate.http;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostTableTest {
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

    @HegelTest(testCases = 1_000)
    void aTableFindsWhatTheModelFinds(TestCase tc) {
        Map<String, Integer> table = new LinkedHashMap<>();
        Map<String, Integer> model = new HashMap<>();
        boolean twice = false;
        for (String pattern : tc.draw(lists(patterns()).maxSize(10), "patterns")) {
            if (table.putIfAbsent(pattern, table.size()) == null) {
                twice |= model.put(plain(pattern), table.size() - 1) != null;
            }
        }
        if (twice) {
            assertThatIllegalArgumentException().isThrownBy(() -> HostTable.of(table));
            return;
        }
        HostTable<Integer> hosts = HostTable.of(table);
        assertThat(hosts.all()).containsExactlyInAnyOrderElementsOf(table.values());
        for (String host : tc.draw(lists(names(0)).maxSize(5), "hosts")) {
            assertThat(find(hosts, host)).as(host).isEqualTo(model(model, plain(host)));
        }
    }

    private static @Nullable Integer model(Map<String, Integer> patterns, String host) {
        if (patterns.containsKey(host)) {
            return patterns.get(host);
        }
        for (int dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (patterns.containsKey("*" + host.substring(dot))) {
                return patterns.get("*" + host.substring(dot));
            }
        }
        return patterns.get("*");
    }

    /** In lower case, without the root's dot. */
    private static String plain(String name) {
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static Generator<String> patterns() {
        return oneOf(names(1), names(1).map(name -> "*." + name), just("*"));
    }

    /** Names of one to four labels of at least {@code min} characters, in any case, with and without the root's dot. */
    private static Generator<String> names(int min) {
        return composite(tc -> String.join(
                        ".",
                        tc.draw(lists(HttpGenerators.texts("abB", min, 2))
                                .minSize(1)
                                .maxSize(4)))
                + tc.draw(sampledFrom("", ".")));
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
