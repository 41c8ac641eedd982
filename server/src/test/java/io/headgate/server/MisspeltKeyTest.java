package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class MisspeltKeyTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Their members are named by the author, so there is no right spelling. */
    private static final Set<String> FREE =
            Set.of("sites", "listeners", "hosts", "pools", "split", "query", "headers", "set", "add", "endpoints");

    @Test
    void aKeyWithOneLetterWrongIsReportedAtItsPlaceWithTheRightOne() {
        JsonNode full = YAML.readTree(Configurations.full());
        List<Places.Place> places = Places.of(full).stream()
                .filter(MisspeltKeyTest::isOfTheLanguage)
                .toList();
        // A misspelling that is itself a key somewhere may be right where it stands: such draws are left out.
        Set<String> keys = places.stream().map(Places.Place::key).collect(Collectors.toSet());
        int checked = 0;
        for (int iteration = 0; iteration < 1_000; iteration++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7_000_000L + iteration);
            Places.Place place = places.get(random.nextInt(places.size()));
            String wrong = misspell(place.key(), random);
            JsonNode changed = full.deepCopy();
            ObjectNode parent = Places.find(changed, place);
            if (keys.contains(wrong) || wrong.isEmpty()) {
                continue;
            }
            parent.set(wrong, parent.remove(place.key()));
            String text = changed.toString();

            assertThat(Configurations.problems(text))
                    .as("seed %s: %s as %s", iteration, place, wrong)
                    .anySatisfy(problem -> {
                        assertThat(problem.kind()).isEqualTo(Problem.Kind.UNKNOWN_KEY);
                        assertThat(problem.key()).isEqualTo(new Places.Place("", place.path(), wrong).toString());
                        assertThat(problem.suggestions()).contains(place.key());
                        int at = problem.at().column() - 1;
                        assertThat(text.substring(at, at + wrong.length() + 2)).isEqualTo('"' + wrong + '"');
                    });
            checked++;
        }
        assertThat(checked).isGreaterThan(900);
    }

    private static boolean isOfTheLanguage(Places.Place place) {
        String path = place.path();
        String last = path.substring(path.lastIndexOf('.') + 1);
        boolean bothDirections = last.equals("headers")
                && (place.key().equals("request") || place.key().equals("response"));
        return bothDirections || !FREE.contains(last);
    }

    /** One letter more, less, other, or swapped with its neighbour. */
    private static String misspell(String key, RandomGenerator random) {
        int at = random.nextInt(key.length());
        char letter = (char) ('a' + random.nextInt(26));
        return switch (random.nextInt(4)) {
            case 0 -> key.substring(0, at) + letter + key.substring(at);
            case 1 -> key.substring(0, at) + key.substring(at + 1);
            case 2 -> key.substring(0, at) + letter + key.substring(at + 1);
            default ->
                at == 0
                        ? letter + key
                        : key.substring(0, at - 1) + key.charAt(at) + key.charAt(at - 1) + key.substring(at + 1);
        };
    }
}
