package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What shrinking promises, for generators and defects that are drawn. */
class ShrinkerTest {
    private static final int BUDGET = 400;

    /** A body that draws one value and fails on some of them. */
    private record Body(Generator<?> generator, Predicate<Object> fails, List<Object> drawn)
            implements Shrinker.Runner {
        @Override
        public Trial run(List<Choice> prefix, Recording.Continuation continuation) {
            Recording recording = new Recording(prefix, continuation, BUDGET);
            Outcome outcome;
            try {
                Object value = new TestCase(recording, null).draw(generator);
                drawn.add(value);
                outcome = fails.test(value)
                        ? new Outcome.Interesting(new Origin("some", "where"), new AssertionError())
                        : new Outcome.Valid();
            } catch (StopTest stop) {
                outcome = stop.outcome();
            }
            return recording.finish(outcome);
        }

        Trial random(long seed) {
            return run(List.of(), new Recording.Continuation.Random(new Random64(seed)));
        }

        Trial replay(Trial trial) {
            return run(trial.choices(), new Recording.Continuation.End());
        }

        Trial shrink(Trial failing) {
            Body watched = this;
            Trial[] smallest = {failing};
            Shrinker.Runner runner = (prefix, continuation) -> {
                Trial trial = watched.run(prefix, continuation);
                if (trial.outcome() instanceof Outcome.Interesting
                        && Trial.compareChoices(trial.choices(), smallest[0].choices()) < 0) {
                    smallest[0] = trial;
                }
                return trial;
            };
            Trial result = new Shrinker(runner, new SeenTree(), failing, new Random64(1), () -> false).run();
            // It keeps the best it met.
            assertThat(result.choices()).isEqualTo(smallest[0].choices());
            return result;
        }
    }

    private static Predicate<Object> defect(TestCase tc) {
        int kind = tc.draw(integers(0, 2), "kind");
        int number = tc.draw(integers(0, 40), "number");
        return switch (kind) {
            case 0 -> value -> value.toString().length() > number;
            case 1 -> value -> value.toString().hashCode() % (number + 1) == 0;
            default -> value -> value.toString().contains(Integer.toString(number));
        };
    }

    private static void forDrawnBodies(Property property) {
        Hegel.test(
                tc -> {
                    Shape shape = tc.draw(Shape.ALL, "shape");
                    Body body = new Body(shape.generator(), defect(tc), new ArrayList<>());
                    Trial trial = body.random(tc.draw(Generators.longs(), "seed"));
                    tc.assume(trial.outcome() instanceof Outcome.Interesting);
                    property.check(shape, body, trial);
                },
                new Settings().seed(1).testCases(300).suppressHealthCheck(HealthCheck.FILTER_TOO_MUCH));
    }

    private interface Property {
        void check(Shape shape, Body body, Trial failing);
    }

    @Test
    void aReplayMakesTheSameChoicesAndTheSameValue() {
        forDrawnBodies((_, body, failing) -> {
            Trial replay = body.replay(failing);
            assertThat(replay.choices()).isEqualTo(failing.choices());
            assertThat(replay.spans()).isEqualTo(failing.spans());
            assertThat(body.drawn().getLast()).isEqualTo(body.drawn().getFirst());
        });
    }

    @Test
    void whatIsShrunkStillFailsAndIsNoLarger() {
        forDrawnBodies((_, body, failing) -> {
            Trial shrunk = body.shrink(failing);
            assertThat(body.replay(shrunk).outcome()).isInstanceOf(Outcome.Interesting.class);
            assertThat(Trial.compareChoices(shrunk.choices(), failing.choices()))
                    .isNotPositive();
        });
    }

    @Test
    void everyValueMetOnTheWayIsOneOfItsGenerator() {
        forDrawnBodies((shape, body, failing) -> {
            body.shrink(failing);
            assertThat(body.drawn()).allMatch(shape::admits);
        });
    }

    @Test
    void whatIsShrunkDoesNotShrinkAgain() {
        forDrawnBodies((_, body, failing) -> {
            Trial shrunk = body.shrink(failing);
            assertThat(body.shrink(shrunk).choices()).isEqualTo(shrunk.choices());
        });
    }

    @Test
    void theKnownIsPredictedAsItWouldRun() {
        Hegel.test(
                tc -> {
                    Body body = new Body(tc.draw(Shape.ALL, "shape").generator(), _ -> false, new ArrayList<>());
                    SeenTree seen = new SeenTree();
                    List<Trial> trials = new ArrayList<>();
                    for (long seed :
                            tc.draw(Generators.lists(Generators.longs()).minSize(1), "seeds")) {
                        Trial trial = body.random(seed);
                        seen.add(trial);
                        trials.add(trial);
                    }
                    for (Trial trial : trials) {
                        assertThat(seen.predict(trial.choices())).isNotNull();
                        int cut = tc.draw(integers(0, trial.choices().size()), "cut");
                        List<Choice> changed = new ArrayList<>(trial.choices());
                        changed.subList(cut, Math.min(cut + 2, changed.size())).clear();
                        Trial predicted = seen.predict(changed);
                        if (predicted != null) {
                            Trial real = body.run(changed, new Recording.Continuation.End());
                            assertThat(predicted.outcome()).isEqualTo(real.outcome());
                            if (!(real.outcome() instanceof Outcome.Overrun)) {
                                assertThat(predicted).isEqualTo(real);
                            }
                        }
                    }
                },
                new Settings().seed(1).testCases(300));
    }

    @Test
    void shrinkingTakesOutWhatAFilterThrewAway() {
        Body body = new Body(
                Generators.lists(integers(0, 1000).filter(n -> n % 3 == 0)),
                value -> value instanceof List<?> list && list.size() >= 3,
                new ArrayList<>());
        Trial failing = body.random(0);
        for (long seed = 1;
                !(failing.outcome() instanceof Outcome.Interesting)
                        || failing.spans().stream().noneMatch(Span::discarded);
                seed++) {
            failing = body.random(seed);
        }
        Trial shrunk = body.shrink(failing);
        assertThat(shrunk.spans()).noneMatch(Span::discarded);
    }

    @Test
    void ofManyChoicesThoseFewRemainThatMatter() {
        Body body = new Body(
                Generators.lists(integers(0, 1000)).minSize(BUDGET / 3).maxSize(BUDGET / 3),
                value -> value instanceof List<?> list
                        && list.stream()
                                        .filter(n -> n instanceof Integer number && number > 900)
                                        .count()
                                >= 3,
                new ArrayList<>());
        Trial shrunk = body.shrink(body.random(1));
        assertThat(body.replay(shrunk).outcome()).isInstanceOf(Outcome.Interesting.class);
        assertThat((List<?>) body.drawn.getLast())
                .filteredOn(number -> !number.equals(0))
                .hasSize(3)
                .allMatch(number -> number.equals(901));
    }
}
