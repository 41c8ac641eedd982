package io.headgate.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every generator, whichever choices its values are made of. */
class GeneratorPromiseTest {
    private static final int DRAWS = 100;
    private static final int MUTATIONS_PER_DRAW = 10;

    private final Random64 random = new Random64(20_260_101);

    static Stream<GeneratorCase<?>> cases() {
        return GeneratorCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void everyDrawnValueKeepsThePromise(GeneratorCase<T> subject) {
        AtomicInteger valid = new AtomicInteger();
        Settings settings = new Settings().seed(20_260_101).testCases(DRAWS).database("disabled");
        Hegel.test(
                testCase -> {
                    T value = testCase.draw(subject.generator());
                    valid.incrementAndGet();
                    assertThat(subject.promise().test(value)).isTrue();
                },
                settings);
        assertThat(valid.get()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void drawsAreSeldomRejected(GeneratorCase<T> subject) {
        int valid = 0;
        for (int i = 0; i < DRAWS; i++) {
            valid += Drawing.random(subject.generator(), random.split()).isValid() ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(DRAWS * 3 / 4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void everyValueOfMutatedChoicesKeepsThePromise(GeneratorCase<T> subject) {
        int valid = 0;
        for (int i = 0; i < DRAWS; i++) {
            List<Choice> choices =
                    Drawing.random(subject.generator(), random.split()).trial().choices();
            for (int j = 0; j < MUTATIONS_PER_DRAW; j++) {
                Drawing<T> drawing = Drawing.replay(subject.generator(), mutated(choices));
                if (drawing.isValid()) {
                    valid++;
                    assertPromise(subject, drawing);
                }
            }
        }
        assertThat(valid).as("mutations that gave a value").isGreaterThan(DRAWS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void theSameChoicesGiveTheSameValue(GeneratorCase<T> subject) {
        for (int i = 0; i < DRAWS; i++) {
            Drawing<T> drawing = Drawing.random(subject.generator(), random.split());
            if (drawing.isValid()) {
                Drawing<T> again =
                        Drawing.replay(subject.generator(), drawing.trial().choices());
                assertThat(again.drawn()).isEqualTo(drawing.drawn());
                assertThat(again.trial().choices()).isEqualTo(drawing.trial().choices());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void theSimplestChoicesGiveTheSimplestValue(GeneratorCase<T> subject) {
        assertThat(Drawing.simplest(subject.generator()).drawn()).isEqualTo(subject.simplest());
    }

    private static <T> void assertPromise(GeneratorCase<T> subject, Drawing<T> drawing) {
        T value = drawing.drawn();
        assertThat(subject.promise().test(value))
                .as(() -> JavaText.of(value) + " of " + drawing.trial().choices())
                .isTrue();
    }

    /** What shrinking does to choices, at random: leaves some out, makes some the simplest, moves some. */
    private List<Choice> mutated(List<Choice> choices) {
        List<Choice> changed = new ArrayList<>(choices);
        int changes = 1 + random.below(4);
        for (int i = 0; i < changes && !changed.isEmpty(); i++) {
            int from = random.below(changed.size());
            int to = Math.min(changed.size(), from + 1 + random.below(5));
            List<Choice> run = changed.subList(from, to);
            switch (random.below(5)) {
                case 0 -> run.clear();
                case 1 -> run.replaceAll(choice -> choice.bounds().simplest());
                case 2 -> run.replaceAll(choice -> choice.bounds().random(random));
                case 3 -> Collections.rotate(run, 1);
                default -> changed.addAll(from, List.copyOf(run));
            }
        }
        return changed;
    }
}
