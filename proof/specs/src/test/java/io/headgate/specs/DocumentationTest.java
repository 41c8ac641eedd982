package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/specs.md} says about the models. */
class DocumentationTest {
    private static final Catalogue CATALOGUE = Catalogue.here();

    static List<Model> models() {
        return CATALOGUE.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyNamedConditionIsExplained(Model model) throws IOException {
        if (model.removedGuard().isPresent()) {
            assertThat(page()).contains("`" + model.removedGuard().get() + "`");
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theTableHasEveryModelWithItsNumberOfStates(Model model) throws IOException {
        var count = StateCounts.of(model).expected(model);
        var cell = count.isPresent() ? Long.toString(count.getAsLong()) : "\\d+";
        assertThat(page())
                .containsPattern("(?m)^\\| " + model.spec() + " +\\| " + Pattern.quote(model.name()) + " +\\| +" + cell
                        + " \\|");
    }

    private static String page() throws IOException {
        return Files.readString(CATALOGUE.root().resolve("../../docs/specs.md"));
    }
}
