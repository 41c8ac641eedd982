package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of choices, and what bounds promise. */
class ChoiceTest {
    private static final Settings SETTINGS = new Settings().seed(1).testCases(500);

    private static final Generator<Choice.Bounds<?>> BOUNDS = Generators.oneOf(
            Generators.sampledFrom(0.0, 0.5, 1.0).map(BooleanChoice.Bounds::new),
            Generators.composite(ChoiceTest::integerBounds),
            Generators.composite(tc -> {
                double a = anyDouble(tc);
                double b = anyDouble(tc);
                return new FloatChoice.Bounds(
                        Double.compare(a, b) < 0 ? a : b,
                        Double.compare(a, b) < 0 ? b : a,
                        tc.draw(Generators.booleans()),
                        false);
            }),
            Generators.composite(tc -> {
                int min = tc.draw(integers(0, 3));
                return new TextChoice.Bounds(
                        tc.draw(Generators.sampledFrom(Alphabet.UNICODE, Alphabet.ASCII, Alphabet.ofCharacters("xyß"))),
                        min,
                        tc.draw(integers(min, 8)));
            }),
            Generators.composite(tc -> {
                int min = tc.draw(integers(0, 3));
                return new BytesChoice.Bounds(min, tc.draw(integers(min, 8)));
            }));

    private static IntegerChoice.Bounds integerBounds(TestCase tc) {
        long min = tc.draw(longs());
        long max = tc.draw(longs().min(min));
        return new IntegerChoice.Bounds(min, max, tc.draw(longs(min, max)));
    }

    private static double anyDouble(TestCase tc) {
        double value = Double.longBitsToDouble(tc.draw(longs()));
        tc.assume(!Double.isNaN(value));
        return value;
    }

    private static Choice any(TestCase tc) {
        return tc.draw(BOUNDS).random(new Random64(tc.draw(longs())));
    }

    @Test
    void theOrderIsATotalPreorder() {
        Hegel.test(
                tc -> {
                    Choice a = any(tc);
                    Choice b = any(tc);
                    Choice c = any(tc);
                    assertThat(Choice.compare(a, a)).isZero();
                    assertThat(Integer.signum(Choice.compare(a, b))).isEqualTo(-Integer.signum(Choice.compare(b, a)));
                    if (Choice.compare(a, b) <= 0 && Choice.compare(b, c) <= 0) {
                        assertThat(Choice.compare(a, c)).isNotPositive();
                    }
                },
                SETTINGS);
    }

    @Test
    void nothingWithinTheBoundsIsSimplerThanTheSimplest() {
        Hegel.test(
                tc -> {
                    Choice.Bounds<?> bounds = tc.draw(BOUNDS);
                    Choice choice = bounds.random(new Random64(tc.draw(longs())));
                    assertThat(bounds.simplest().isSimplest()).isTrue();
                    assertThat(bounds.simplest().compareSameKind(choice)).isNotPositive();
                },
                SETTINGS);
    }

    @Test
    void boundsAdoptWhatTheyDrawAndNothingElse() {
        Hegel.test(
                tc -> {
                    Choice.Bounds<?> bounds = tc.draw(BOUNDS);
                    Choice own = bounds.random(new Random64(tc.draw(longs())));
                    assertThat(bounds.adopt(own)).isEqualTo(own);
                    assertThat(bounds.adopt(bounds.simplest())).isEqualTo(bounds.simplest());
                    Choice adopted = bounds.adopt(any(tc));
                    if (adopted != null) {
                        assertThat(adopted.bounds()).isEqualTo(bounds);
                    }
                },
                SETTINGS);
    }

    @Test
    void anIntegersPlaceAndItsValueBelongTogether() {
        Hegel.test(
                tc -> {
                    IntegerChoice.Bounds bounds = integerBounds(tc);
                    long value = tc.draw(longs(bounds.min(), bounds.max()));
                    assertThat(bounds.valueAt(bounds.indexOf(value))).isEqualTo(value);
                    assertThat(Long.compareUnsigned(bounds.indexOf(value), bounds.max() - bounds.min()))
                            .isNotPositive();
                },
                SETTINGS);
    }

    @Test
    void integersAreOrderedOutwardsFromTheSimplest() {
        IntegerChoice.Bounds bounds = new IntegerChoice.Bounds(-2, 5, 0);
        List<Long> inOrder = List.of(0L, 1L, -1L, 2L, -2L, 3L, 4L, 5L);
        for (int index = 0; index < inOrder.size(); index++) {
            assertThat(bounds.valueAt(index)).isEqualTo(inOrder.get(index));
            assertThat(bounds.indexOf(inOrder.get(index))).isEqualTo(index);
        }
    }

    @Test
    void theSimplestOfAnyBoundsComesBeforeWhatIsNot() {
        Hegel.test(
                tc -> {
                    Choice simplest = tc.draw(BOUNDS).simplest();
                    Choice other = any(tc);
                    tc.assume(!other.isSimplest());
                    assertThat(Choice.compare(simplest, other)).isNegative();
                },
                SETTINGS);
    }

    @Test
    void boundsThatHoldNothingAreRefused() {
        assertThatThrownBy(() -> new IntegerChoice.Bounds(2, 1, 2)).hasMessage("min: 2 (expected: at most max, 1)");
        assertThatThrownBy(() -> new IntegerChoice.Bounds(1, 2, 3)).hasMessage("towards: 3 (expected: 1..2)");
        assertThatThrownBy(() -> new BooleanChoice.Bounds(1.5)).hasMessage("probability: 1.5 (expected: 0..1)");
        assertThatThrownBy(() -> new BytesChoice.Bounds(-1, 2)).hasMessage("minSize: -1 (expected: 0 or more)");
    }

    @Test
    void wholeNumbersAreSimplerThanFractionsAndThoseThanTheInfinite() {
        double[] inOrder = {
            0,
            -0.0,
            1,
            -1,
            2,
            1e300,
            0.5,
            -0.5,
            1.5,
            0.25,
            0.1,
            Double.MIN_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };
        for (int i = 0; i + 1 < inOrder.length; i++) {
            assertThat(FloatChoice.compareValues(inOrder[i], inOrder[i + 1]))
                    .as(inOrder[i] + " before " + inOrder[i + 1])
                    .isNegative();
        }
    }

    @Test
    void aSearchFindsTheEndInLogarithmicallyManyQuestions() {
        Hegel.test(
                tc -> {
                    long end = tc.draw(longs(0, Long.MAX_VALUE / 8));
                    int[] questions = {0};
                    long found = Search.last((long n) -> {
                        questions[0]++;
                        return n <= end;
                    });
                    assertThat(found).isEqualTo(end);
                    assertThat(questions[0]).isLessThanOrEqualTo(2 * (64 - Long.numberOfLeadingZeros(end)) + 1);
                },
                SETTINGS);
    }
}
