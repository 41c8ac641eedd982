package io.headgate.property;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.deferred;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;

import java.util.List;

/** What a generator looks like, as data: the engine's own properties are about generators that are drawn. */
sealed interface Shape {
    record Whole(long min, long max) implements Shape {}

    record Bool() implements Shape {}

    record Listing(Shape elements, int minSize, int maxSize) implements Shape {}

    record Both(Shape first, Shape second) implements Shape {}

    record Either(List<Shape> branches) implements Shape {}

    /** A number, then a list of as many. */
    record Counted(Shape elements, int most) implements Shape {}

    /** Only values whose text has an even hash. */
    record Filtered(Shape values) implements Shape {}

    Generator<Shape> ALL = deferred(Shape::any);

    private static Generator<Shape> any() {
        return oneOf(
                just(new Bool()),
                composite(tc -> {
                    long min = tc.draw(longs());
                    return new Whole(min, tc.draw(longs().min(min)));
                }),
                composite(tc -> {
                    int min = tc.draw(integers(0, 4));
                    return new Listing(tc.draw(ALL), min, tc.draw(integers(min, 12)));
                }),
                composite(tc -> new Both(tc.draw(ALL), tc.draw(ALL))),
                composite(tc -> new Either(tc.draw(lists(ALL).minSize(1).maxSize(4)))),
                composite(tc -> new Counted(tc.draw(ALL), tc.draw(integers(0, 5)))),
                composite(tc -> new Filtered(tc.draw(ALL))));
    }

    /** The generator that looks so. */
    default Generator<?> generator() {
        return switch (this) {
            case Whole(long min, long max) -> longs(min, max);
            case Bool _ -> booleans();
            case Listing(Shape elements, int minSize, int maxSize) ->
                lists(elements.generator()).minSize(minSize).maxSize(maxSize);
            case Both(Shape first, Shape second) -> {
                Generator<?> left = first.generator();
                Generator<?> right = second.generator();
                yield composite(tc -> List.of(tc.draw(left), tc.draw(right)));
            }
            case Either(List<Shape> branches) ->
                oneOf(branches.stream().map(Shape::generator).toList());
            case Counted(Shape elements, int most) -> {
                Generator<?> each = elements.generator();
                yield integers(0, most).flatMap(n -> lists(each).minSize(n).maxSize(n));
            }
            case Filtered(Shape values) -> {
                Generator<?> unfiltered = values.generator();
                yield evenOnes(unfiltered);
            }
        };
    }

    private static <T> Generator<T> evenOnes(Generator<T> generator) {
        return generator.filter(value -> value.toString().hashCode() % 2 == 0);
    }

    /** Whether a value is one that the generator of this shape can make. */
    default boolean admits(Object value) {
        return switch (this) {
            case Whole(long min, long max) -> value instanceof Long number && number >= min && number <= max;
            case Bool _ -> value instanceof Boolean;
            case Listing(Shape elements, int minSize, int maxSize) ->
                value instanceof List<?> list
                        && list.size() >= minSize
                        && list.size() <= maxSize
                        && list.stream().allMatch(elements::admits);
            case Both(Shape first, Shape second) ->
                value instanceof List<?> pair
                        && pair.size() == 2
                        && first.admits(pair.getFirst())
                        && second.admits(pair.getLast());
            case Either(List<Shape> branches) -> branches.stream().anyMatch(branch -> branch.admits(value));
            case Counted(Shape elements, int most) ->
                value instanceof List<?> list
                        && list.size() <= most
                        && list.stream().allMatch(elements::admits);
            case Filtered(Shape values) ->
                values.admits(value) && value.toString().hashCode() % 2 == 0;
        };
    }
}
