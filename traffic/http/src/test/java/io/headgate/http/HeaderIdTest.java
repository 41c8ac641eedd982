package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeaderIdTest {
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

    @Test
    void aNameThatDiffersInOneOctetIsNotFound() {
        var random = new SplittableRandom(63);
        for (int id = 1; id < HeaderId.COUNT; id++) {
            byte[] octets = HeaderId.name(id).getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < octets.length; at++) {
                byte before = octets[at];
                octets[at] = (byte) (before ^ (1 << random.nextInt(5)));
                int found = HeaderId.of(octets, 0, octets.length);
                assertThat(found == HeaderId.OTHER || HeaderId.name(found).equals(text(octets)))
                        .as("%s found as %d", text(octets), found)
                        .isTrue();
                octets[at] = before;
            }
        }
        assertThat(id("")).isEqualTo(HeaderId.OTHER);
        assertThat(id("x")).isEqualTo(HeaderId.OTHER);
        assertThat(id("content\rlength")).isEqualTo(HeaderId.OTHER);
        assertThat(id("host ")).isEqualTo(HeaderId.OTHER);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    private static int id(String name) {
        byte[] octets = ("x" + name + "y").getBytes(StandardCharsets.US_ASCII);
        return HeaderId.of(octets, 1, octets.length - 1);
    }
}
