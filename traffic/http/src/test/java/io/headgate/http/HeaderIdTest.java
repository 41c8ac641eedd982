package io.headgate.http;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderIdTest {
    private static final Map<String, Integer> IDS =
            IntStream.range(1, HeaderId.COUNT).boxed().collect(Collectors.toMap(HeaderId::name, Function.identity()));

    @Test
    void eachConstantIsFoundByItsNameInAnyCase() throws IllegalAccessException {
        var seen = new ArrayList<Integer>();
        for (var field : HeaderId.class.getFields()) {
            assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
            int id = field.getInt(null);
            seen.add(id);
            if (id != HeaderId.OTHER) {
                String name = field.getName().replace('_', '-');
                assertThat(HeaderId.name(id)).isEqualTo(name.toLowerCase(Locale.ROOT));
                assertThat(id(name)).as(name).isEqualTo(id);
                assertThat(id(name.toLowerCase(Locale.ROOT))).as(name).isEqualTo(id);
                assertThat(id(name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT)))
                        .isEqualTo(id);
            }
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(HeaderId.COUNT);
        assertThat(HeaderId.COUNT).isLessThanOrEqualTo(64);
    }

    /** Exhaustive: every name, every place, every octet. */
    @Test
    void aNameThatDiffersInOneOctetIsFoundOnlyAsWhatItIsThen() {
        for (int id = 1; id < HeaderId.COUNT; id++) {
            byte[] octets = HeaderId.name(id).getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < octets.length; at++) {
                byte before = octets[at];
                for (int octet = 0; octet < 256; octet++) {
                    octets[at] = (byte) octet;
                    if (HeaderId.of(octets, 0, octets.length) != model(text(octets))) {
                        fail("%s found as %d", text(octets), HeaderId.of(octets, 0, octets.length));
                    }
                }
                octets[at] = before;
            }
        }
    }

    @HegelTest(testCases = 1_000)
    void anyNameIsFoundAsTheModelFindsIt(TestCase tc) {
        String known = HeaderId.name(tc.draw(integers(1, HeaderId.COUNT - 1), "id"));
        String name = tc.draw(HttpGenerators.damaged(known), "name");
        assertThat(id(name)).isEqualTo(model(name));
        assertThat(id(name.toUpperCase(Locale.ROOT))).isEqualTo(model(name.toUpperCase(Locale.ROOT)));
    }

    /** No octet beyond ASCII has a lower case within it. */
    private static int model(String name) {
        return IDS.getOrDefault(name.toLowerCase(Locale.ROOT), HeaderId.OTHER);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static int id(String name) {
        byte[] octets = ("x" + name + "y").getBytes(StandardCharsets.ISO_8859_1);
        return HeaderId.of(octets, 1, octets.length - 1);
    }
}
