package io.headgate.server;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

final class MisspeltKeyTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Their members are named by the author, so there is no right spelling. */
    private static final Set<String> FREE =
            Set.of("sites", "listeners", "hosts", "pools", "split", "query", "headers", "set", "add", "endpoints");

    private final JsonNode full = YAML.readTree(Configurations.full());
    private final List<Places.Place> places =
            Places.of(full).stream().filter(MisspeltKeyTest::isOfTheLanguage).toList();
    private final Set<String> keys = places.stream().map(Places.Place::key).collect(Collectors.toSet());

    @HegelTest(testCases = 500)
    void aKeyWithOneLetterWrongIsReportedAtItsPlaceWithTheRightOne(TestCase tc) {
        Places.Place place = tc.draw(sampledFrom(places), "place");
        String wrong = misspelt(tc, place.key());
        // A misspelling that is itself a key somewhere may be right where it stands.
        tc.assume(!keys.contains(wrong) && !wrong.isEmpty());
        JsonNode changed = full.deepCopy();
        ObjectNode parent = Places.find(changed, place);
        parent.set(wrong, parent.remove(place.key()));
        String text = changed.toString();

        assertThat(Configurations.problems(text)).anySatisfy(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.UNKNOWN_KEY);
            assertThat(problem.key()).isEqualTo(new Places.Place("", place.path(), wrong).toString());
            assertThat(problem.suggestions()).contains(place.key());
            int at = problem.at().column() - 1;
            assertThat(text.substring(at, at + wrong.length() + 2)).isEqualTo('"' + wrong + '"');
        });
    }

    private static boolean isOfTheLanguage(Places.Place place) {
        String path = place.path();
        String last = path.substring(path.lastIndexOf('.') + 1);
        boolean bothDirections = last.equals("headers")
                && (place.key().equals("request") || place.key().equals("response"));
        return bothDirections || !FREE.contains(last);
    }

    /** One letter more, less, other, or swapped with its neighbour. */
    private static String misspelt(TestCase tc, String key) {
        int at = tc.draw(integers(0, key.length() - 1), "at");
        char letter = (char) ('a' + tc.draw(integers(0, 25), "letter"));
        return switch (tc.draw(integers(0, 3), "how")) {
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
