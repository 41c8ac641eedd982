package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class NearestTest {

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

    @Test
    void theDistanceIsThatOfTheRecursiveDefinition() {
        for (int iteration = 0; iteration < 500; iteration++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(5_000L + iteration);
            String a = word(random);
            String b = word(random);
            assertThat(Nearest.distance(a, b))
                    .as("seed %s: %s %s", iteration, a, b)
                    .isEqualTo(slow(a, b));
            assertThat(Nearest.distance(b, a))
                    .as("seed %s: %s %s", iteration, b, a)
                    .isEqualTo(slow(a, b));
        }
    }

    private static String word(RandomGenerator random) {
        var word = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
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
