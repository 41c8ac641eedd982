package io.headgate.server;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import io.headgate.property.TestCase;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Problem.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The published schema, the reader and the documentation describe one language. The reader does not use the schema, so an independent
 * validator (over an independent YAML binding) is the judge here.
 */
final class SchemaTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode SOURCE = source();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SOURCE);

    /** Problems of form: the schema has to see every one of them. The others need more than a schema knows. */
    private static final Set<Kind> FORM = EnumSet.of(Kind.UNKNOWN_KEY, Kind.NOT_SUPPORTED, Kind.MISSING_KEY, Kind.TYPE);

    private static JsonNode source() {
        try (InputStream in = Objects.requireNonNull(
                ConfigReader.class.getResourceAsStream("front.schema.json"), "front.schema.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSchemaIsAValidSchema() {
        var meta = SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));

        assertThat(meta.validate(SOURCE)).isEmpty();
    }

    @Test
    void everyPropertyIsDescribed() {
        objects()
                .forEach((title, object) -> object.path("properties")
                        .properties()
                        .forEach(property -> assertThat(
                                        property.getValue().path("description").asString())
                                .as("%s: %s", title, property.getKey())
                                .isNotBlank()));
    }

    @Test
    void theDocumentationHasTheKeysAndDefaultsOfTheSchemaAndNoOthers() throws IOException {
        Map<String, Map<String, String>> inSchema = new TreeMap<>();
        objects().forEach((title, object) -> {
            Map<String, String> keys = new TreeMap<>();
            object.path("properties")
                    .properties()
                    .forEach(property -> keys.put(
                            property.getKey(), shown(property.getValue().get("default"))));
            inSchema.put(title, keys);
        });

        assertThat(documented()).isEqualTo(inSchema);
    }

    @Test
    void theFullExampleOfTheDocumentationIsTheOneThatIsTested() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .contains("```yaml\n" + Configurations.full() + "```");
    }

    @Test
    void everyKeyOfTheSchemaIsInTheFullExample() {
        Set<String> used = Places.of(YAML.readTree(Configurations.full())).stream()
                .map(Places.Place::key)
                .collect(Collectors.toSet());

        objects()
                .values()
                .forEach(object -> object.path("properties")
                        .propertyNames()
                        .forEach(key -> assertThat(used).contains(key)));
    }

    @Test
    void whatTheReaderAcceptsTheSchemaAccepts() {
        assertThat(SCHEMA.validate(YAML.readTree(Configurations.full()))).isEmpty();
    }

    @Test
    void brokenFilesWhoseFormIsWrongAreRefusedByBoth() throws IOException {
        for (Path file : BrokenFilesTest.files().toList()) {
            if (!file.getFileName().toString().startsWith("syntax-")) {
                assertSameVerdictOnForm(YAML.readTree(Files.readString(file)), file.toString());
            }
        }
    }

    /** Takes the full example, changes one place in a way that may or may not matter, and compares the two verdicts. */
    @Test
    void readerAndSchemaAgreeOnTheFormOfChangedFiles() {
        int[] refused = new int[1];
        Hegel.test(
                tc -> {
                    JsonNode changed = YAML.readTree(Configurations.full());
                    String change = change(changed, tc);
                    tc.note(change);
                    refused[0] += assertSameVerdictOnForm(changed, change) ? 1 : 0;
                },
                new Settings().seed(1).testCases(1_500));
        assertThat(refused[0]).as("refused by the schema, of 1500").isBetween(300, 1_450);
    }

    /** Writing a default out changes nothing. */
    @Test
    void everyDefaultInTheSchemaIsTheDefaultOfTheReader() {
        List<String> checked = new ArrayList<>();
        for (Places.Place place : Places.of(YAML.readTree(Configurations.full()))) {
            JsonNode otherwise = defaultOf(place);
            if (otherwise == null || isBoundedByANeighbour(place)) {
                continue;
            }
            JsonNode without = YAML.readTree(Configurations.full());
            Places.find(without, place).remove(place.key());
            JsonNode with = YAML.readTree(Configurations.full());
            Places.find(with, place).set(place.key(), otherwise);
            // What the key was needed for in the example is not under test: a file refused either way says nothing.
            if (Configurations.read(without.toString()) instanceof ConfigResult.Valid(var absent, var _)
                    && Configurations.read(with.toString()) instanceof ConfigResult.Valid(var written, var _)) {
                assertThat(withoutPlaces(absent)).as("%s", place).isEqualTo(withoutPlaces(written));
                checked.add(place.key());
            }
        }
        assertThat(checked).hasSizeGreaterThan(45);
    }

    /** These defaults give way to a smaller neighbour, as the documentation says. */
    private static boolean isBoundedByANeighbour(Places.Place place) {
        return place.key().equals("per-try-timeout");
    }

    private static String withoutPlaces(FrontDoor frontDoor) {
        return frontDoor.toString().replaceAll("front\\.yaml:[0-9]+:[0-9]+", "");
    }

    private static @Nullable JsonNode defaultOf(Places.Place place) {
        for (Map.Entry<String, JsonNode> object : objects().entrySet()) {
            if (Places.matches(place, object.getKey())) {
                return object.getValue().path("properties").path(place.key()).get("default");
            }
        }
        return null;
    }

    /** Whether the schema refuses. */
    private static boolean assertSameVerdictOnForm(JsonNode document, String as) {
        boolean bySchema = !SCHEMA.validate(document).isEmpty();
        List<Problem> problems = Configurations.problems(document.toString());
        if (bySchema) {
            assertThat(problems)
                    .as("refused by the schema, %s: %s", as, SCHEMA.validate(document))
                    .anyMatch(problem -> problem.severity() == Severity.ERROR);
        } else {
            assertThat(problems)
                    .as("accepted by the schema, %s", as)
                    .noneMatch(problem -> FORM.contains(problem.kind()));
        }
        return bySchema;
    }

    private static String change(JsonNode document, TestCase tc) {
        var places = Places.of(document);
        Places.Place place = tc.draw(sampledFrom(places));
        ObjectNode parent = Places.find(document, place);
        String how = switch (tc.draw(integers(0, 4))) {
            case 0 -> {
                parent.remove(place.key());
                yield "removed";
            }
            case 1 -> {
                JsonNode value = parent.remove(place.key());
                parent.set(place.key() + "x", value);
                yield "renamed";
            }
            case 2 -> {
                Places.Place other = tc.draw(sampledFrom(places));
                parent.set(
                        other.key(),
                        Places.find(document, other).path(other.key()).deepCopy());
                yield "given " + other;
            }
            case 3 -> {
                Places.Place other = tc.draw(sampledFrom(places));
                parent.set(
                        place.key(),
                        Places.find(document, other).path(other.key()).deepCopy());
                yield "set to the value of " + other;
            }
            default -> {
                String value =
                        tc.draw(sampledFrom("true", "5", "-1", "1.5", "null", "\"\"", "\"x y\"", "[]", "{}", "[1]"));
                parent.set(place.key(), JSON.readTree(value));
                yield "set to " + value;
            }
        };
        return place + " " + how;
    }

    /** The schema's objects by title, which is also their heading in the documentation. */
    private static Map<String, JsonNode> objects() {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        Stream.concat(Stream.of(SOURCE), SOURCE.path("$defs").values().stream())
                .filter(object -> object.has("properties"))
                .forEach(object -> objects.put(object.path("title").asString(), object));
        return objects;
    }

    private static String shown(@Nullable JsonNode value) {
        if (value == null) {
            return "";
        }
        String text = value.isString() && !value.asString().isEmpty() ? value.asString() : value.toString();
        return "`" + text.replace(",", ", ") + "`";
    }

    private static Map<String, Map<String, String>> documented() throws IOException {
        Pattern row = Pattern.compile("\\| `([^`]+)` \\| .* \\| (|`[^|]*`) \\| [^|]* \\|");
        Map<String, Map<String, String>> documented = new TreeMap<>();
        Map<String, String> current = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
            if (line.startsWith("### ")) {
                current = new TreeMap<>();
                documented.put(line.substring(4), current);
            }
            var matcher = row.matcher(line);
            if (matcher.matches()) {
                current.put(matcher.group(1), matcher.group(2));
            }
        }
        return documented;
    }
}
