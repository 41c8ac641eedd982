package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Whatever {@code check} accepts, {@code run} can serve: nothing that the reader lets through is refused by the balancer, the HTTP rules
 * or the proxy.
 */
class AcceptedCompilesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int FILES = 500;

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

    /** The ends of a range in the documentation: key, section and what a file would say. */
    private record End(String section, String key, String json) {}

    @Test
    void everyEndOfADocumentedRangeThatIsAcceptedCompiles() throws IOException {
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

    @Test
    void whateverIsAcceptedCompiles() throws IOException {
        var random = new Random(20261123);
        List<End> ends = ends();
        List<Places.Place> places = Places.of(document()).stream()
                .filter(place ->
                        Places.find(document(), place).path(place.key()).isValueNode())
                .toList();
        int accepted = 0;
        for (int i = 0; i < FILES; i++) {
            JsonNode document = document();
            for (int change = random.nextInt(2); change >= 0; change--) {
                Places.Place place = places.get(random.nextInt(places.size()));
                List<String> values = new ArrayList<>(ODD);
                ends.stream()
                        .filter(end -> end.key().equals(place.key()) && Places.matches(place, end.section()))
                        .forEach(end -> values.add(end.json()));
                if (document.at(place.pointer()) instanceof ObjectNode parent && parent.has(place.key())) {
                    parent.set(place.key(), JSON.readTree(values.get(random.nextInt(values.size()))));
                }
            }
            accepted += compilesIfAccepted(document) ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(FILES / 20);
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

    private static List<End> ends() throws IOException {
        Pattern row = Pattern.compile(
                "\\| `([^`]+)` \\| (?:[^|]* )?([0-9]+[A-Za-z%]*)\\.\\.([0-9]+[A-Za-z%]*)[,; ][^|]*\\|.*");
        Pattern percentage = Pattern.compile("\\| `([^`]+)` \\| percentage \\|.*");
        List<End> ends = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
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

    private static String json(String value) {
        return value.chars().allMatch(Character::isDigit) ? value : '"' + value + '"';
    }
}
