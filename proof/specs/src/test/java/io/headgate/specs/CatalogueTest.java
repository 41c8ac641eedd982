package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every specification has to come with. */
class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.here();

    static List<String> specs() {
        return CATALOGUE.specs();
    }

    static List<String> refinements() {
        return Catalogue.CHAIN.subList(1, Catalogue.CHAIN.size());
    }

    @Test
    void theChainIsThereFromItsFirstLinkToItsLast() {
        assertThat(CATALOGUE.specs()).startsWith(Catalogue.CHAIN.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyNamedConditionIsRemovedByOneModel(String spec) {
        var removed = CATALOGUE.models(spec).stream()
                .flatMap(model -> model.removedGuard().stream())
                .toList();

        assertThat(removed).containsExactlyInAnyOrderElementsOf(Guards.in(CATALOGUE.text(spec)));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aModelNamedForAConditionRemovesThatOneAndAnyOtherRemovesNone(String spec) {
        for (var model : CATALOGUE.models(spec)) {
            var removed =
                    model.removedGuard().map(guard -> "{\"" + guard + "\"}").orElse("{}");
            assertThat(model.text()).as(model.toString()).contains("Removed = " + removed + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyModelSaysInACommentWhatItIs(String spec) {
        for (var model : CATALOGUE.models(spec)) {
            assertThat(model.text()).as(model.toString()).matches("(?s)\\\\\\* \\S.{10,}");
        }
    }

    @ParameterizedTest
    @MethodSource("refinements")
    void theSmallModelChecksThatTheSpecificationRefinesWhatItBuildsOn(String spec) {
        assertThat(CATALOGUE.text(spec)).contains("Abstract").contains("Refines ==");
        assertThat(CATALOGUE.models(spec).stream().filter(model -> model.name().equals("small")))
                .singleElement()
                .satisfies(model -> assertThat(model.text()).containsPattern("PROPERT(Y|IES) Refines"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void nothingIsKeptForAModelThatIsNotThere(String spec) throws IOException {
        var models = CATALOGUE.models(spec);
        var names = models.stream().map(Model::name).collect(Collectors.toCollection(TreeSet::new));
        try (var files = Files.list(models.getFirst().folder())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".trace")))
                    .allSatisfy(name -> assertThat(names).contains(name.replace(".trace", "")));
        }
    }
}
