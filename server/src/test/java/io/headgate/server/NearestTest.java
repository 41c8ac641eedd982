package io.headgate.server;

import static io.headgate.property.Generators.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {

    /** Of few letters, so that they have some in common. */
    private static final Generator<String> WORDS = text().alphabet("abc").maxSize(6);

    @Test
    void aSwapOfNeighboursIsOneEdit() {
        assertThat(Nearest.distance("health", "heatlh")).isEqualTo(1);
        assertThat(Nearest.to("heatlh", List.of("hash", "health"))).containsExactly("health");
    }

    @Test
    void allNamesAtTheSmallestDistanceAreGiven() {
        assertThat(Nearest.to("prefix5", List.of("prefix4", "prefix", "prefix6", "suffix")))
                .containsExactly("prefix4", "prefix", "prefix6");
    }

    @Test
    void nothingIsSuggestedForAWordThatIsNearNothing() {
        assertThat(Nearest.to("tenants", List.of("health", "policy", "tls"))).isEmpty();
    }

    @HegelTest(testCases = 300)
    void theDistanceIsThatOfTheRecursiveDefinition(TestCase tc) {
        String a = tc.draw(WORDS, "a");
        String b = tc.draw(WORDS, "b");
        assertThat(Nearest.distance(a, b)).isEqualTo(slow(a, b));
        assertThat(Nearest.distance(b, a)).isEqualTo(slow(a, b));
    }

    private static int slow(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        int change = a.charAt(0) == b.charAt(0) ? 0 : 1;
        int best = Math.min(
                slow(a.substring(1), b.substring(1)) + change,
                Math.min(slow(a.substring(1), b), slow(a, b.substring(1))) + 1);
        boolean swapped = a.length() > 1 && b.length() > 1 && a.charAt(0) == b.charAt(1) && a.charAt(1) == b.charAt(0);
        return swapped ? Math.min(best, slow(a.substring(2), b.substring(2)) + 1) : best;
    }
}
