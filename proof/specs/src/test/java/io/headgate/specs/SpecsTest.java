package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs TLC on every model but the large ones. A model takes about two seconds; the time limit is for those that never end. */
class SpecsTest {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

    private final Catalogue catalogue = Catalogue.here();
    private final Tlc tlc = new Tlc(catalogue.specFolder(), /* workers= */ 1, TIME_LIMIT);
    private final Judge judge = new Judge(Boolean.getBoolean("specs.update"));

    @TestFactory
    Stream<DynamicContainer> tlcFindsInEveryModelWhatIsWrittenDown() {
        return catalogue.specs().stream().map(spec -> DynamicContainer.dynamicContainer(spec, tests(spec)));
    }

    private Stream<DynamicTest> tests(String spec) {
        return catalogue.models(spec).stream()
                .filter(model -> !model.isLarge())
                .map(model -> DynamicTest.dynamicTest(
                        model.name(),
                        () -> assertThat(judge.complaint(model, tlc.run(model, _ -> {})))
                                .isEmpty()));
    }
}
