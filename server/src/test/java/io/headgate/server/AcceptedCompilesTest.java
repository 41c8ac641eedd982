package io.headgate.server;

import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Whatever {@code check} accepts, {@code run} can serve: nothing that the reader lets through is refused by the balancer, the HTTP rules
 * or the proxy.
 */
class AcceptedCompilesTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Values that some rule for text may have forgotten. */
    private static final List<String> ODD = List.of(
            "\"" + "x".repeat(512) + "\"",
            "\"" + "x".repeat(513) + "\"",
            "\"€\"",
            "\"\\u0085\"",
            "\"é\"",
            "\"x\"",
            "\"/\"",
            "\"/a b\"",
            "\"/%zz\"",
            "\"*\"",
            "\"a.b\"",
            "\"A.B.\"",
            "\"0s\"",
            "\"1ms\"",
            "\"99ms\"",
            "0",
            "1",
            "300",
            "true",
            "{}",
            "[]");

    private final Generator<Change> changes = changes();

    /** The ends of a range in the documentation: key, section and what a file would say. */
    private record End(String section, String key, String json) {}

    @Test
    void everyEndOfADocumentedRangeThatIsAcceptedCompiles() {
        int accepted = 0;
        List<End> ends = ends();
        assertThat(ends).hasSizeGreaterThan(60);
        for (End end : ends) {
            for (Places.Place place : Places.of(document())) {
                if (place.key().equals(end.key()) && Places.matches(place, end.section())) {
                    accepted += compilesIfAccepted(with(place, end.json())) ? 1 : 0;
                }
            }
        }
        assertThat(accepted).isGreaterThan(60);
    }

    /** One value in the place of another. */
    private record Change(Places.Place place, String json) {}

    /**
     * A change that is refused is taken back, so that the others pile up. Files of which no change was accepted count as
     * no test case, and a property of which nearly all are so fails.
     */
    @HegelTest(testCases = 50)
    void whateverIsAcceptedCompiles(TestCase tc) {
        JsonNode document = document();
        boolean accepted = false;
        for (var change : tc.draw(lists(changes).minSize(1).maxSize(10), "changes")) {
            JsonNode changed = document.deepCopy();
            Places.find(changed, change.place()).set(change.place().key(), JSON.readTree(change.json()));
            if (compilesIfAccepted(changed)) {
                document = changed;
                accepted = true;
            }
        }
        tc.assume(accepted);
    }

    /** Every end of a range in its places, half of the time, or any odd value in the place of any single one. */
    private static Generator<Change> changes() {
        JsonNode document = document();
        List<End> ends = ends();
        List<Change> toEnds = new ArrayList<>();
        List<Change> toOdd = new ArrayList<>();
        for (Places.Place place : Places.of(document)) {
            if (Places.find(document, place).path(place.key()).isValueNode()) {
                ODD.forEach(json -> toOdd.add(new Change(place, json)));
                ends.stream()
                        .filter(end -> end.key().equals(place.key()) && Places.matches(place, end.section()))
                        .forEach(end -> toEnds.add(new Change(place, end.json())));
            }
        }
        return oneOf(sampledFrom(toEnds), sampledFrom(toOdd));
    }

    /** Whether the reader accepts it. */
    private static boolean compilesIfAccepted(JsonNode document) {
        String text = document.toString();
        if (!(Configurations.read(text) instanceof ConfigResult.Valid(var frontDoor, var _))) {
            return false;
        }
        assertThatCode(() -> new SnapshotCompiler("east", () -> new byte[32]).compile(frontDoor, 1))
                .as(text)
                .doesNotThrowAnyException();
        return true;
    }

    private static JsonNode with(Places.Place place, String json) {
        JsonNode document = document();
        Places.find(document, place).set(place.key(), JSON.readTree(json));
        return document;
    }

    /** The full example without names to resolve. */
    private static JsonNode document() {
        return new YAMLMapper().readTree(Configurations.full().replace("api.internal:9443", "10.0.3.1:9443"));
    }

    private static List<End> ends() {
        Pattern row = Pattern.compile(
                "\\| `([^`]+)` \\| (?:[^|]* )?([0-9]+[A-Za-z%]*)\\.\\.([0-9]+[A-Za-z%]*)[,; ][^|]*\\|.*");
        Pattern percentage = Pattern.compile("\\| `([^`]+)` \\| percentage \\|.*");
        List<End> ends = new ArrayList<>();
        String section = "";
        for (String line : documentation()) {
            if (line.startsWith("### ")) {
                section = line.substring(4);
            }
            var range = row.matcher(line);
            var percent = percentage.matcher(line);
            if (range.matches()) {
                ends.add(new End(section, range.group(1), json(range.group(2))));
                ends.add(new End(section, range.group(1), json(range.group(3))));
            } else if (percent.matches()) {
                ends.add(new End(section, percent.group(1), "\"0%\""));
                ends.add(new End(section, percent.group(1), "\"100%\""));
            }
        }
        return ends;
    }

    private static List<String> documentation() {
        try {
            return Files.readAllLines(Path.of("../docs/configuration.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(String value) {
        return value.chars().allMatch(Character::isDigit) ? value : '"' + value + '"';
    }
}
