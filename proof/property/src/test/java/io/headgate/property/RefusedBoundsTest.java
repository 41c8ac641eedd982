package io.headgate.property;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.characters;
import static io.headgate.property.Generators.dates;
import static io.headgate.property.Generators.datetimes;
import static io.headgate.property.Generators.domains;
import static io.headgate.property.Generators.doubles;
import static io.headgate.property.Generators.durations;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.floats;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.ipAddresses;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.maps;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static io.headgate.property.Generators.sets;
import static io.headgate.property.Generators.text;
import static io.headgate.property.Generators.times;
import static io.headgate.property.Generators.uuids;
import static io.headgate.property.Generators.zoneOffsets;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounds that cannot hold are refused when they are given, not when a value is drawn. */
class RefusedBoundsTest {

    enum None {}

    /** What makes a generator, and what the message says. */
    record Refused(String message, Runnable attempt) {
        @Override
        public String toString() {
            return message;
        }
    }

    static List<Refused> refused() {
        return List.of(
                new Refused("min: 3 (expected: at most max, 2)", () -> integers(3, 2)),
                new Refused(
                        "min: 2147483647 (expected: at most max, 5)",
                        () -> integers(0, 5).min(Integer.MAX_VALUE)),
                new Refused(
                        "shrinkTowards: 6 (expected: within the bounds, 0..5)",
                        () -> integers(0, 5).shrinkTowards(6)),
                new Refused(
                        "min: 3 (expected: at most max, 2)",
                        () -> longs().max(2).min(3)),
                new Refused("min: NaN (expected: a number", () -> doubles().min(Double.NaN)),
                new Refused("max: NaN (expected: a number", () -> floats().max(Float.NaN)),
                new Refused("from 2.0 to 1.0 (expected: bounds with a number between", () -> doubles(2, 1)),
                new Refused(
                        "above 1.0 to 1.0 (expected: bounds with a number",
                        () -> doubles(1, 1).excludeMin()),
                new Refused(
                        "above 1.0 to below 1.0000001192092896 (expected: bounds with a number",
                        () -> floats(1, Math.nextUp(1f)).excludeMin().excludeMax()),
                new Refused(
                        "above Infinity to Infinity (expected: bounds with",
                        () -> doubles().min(Double.POSITIVE_INFINITY).excludeMin()),
                new Refused(
                        "from Infinity to Infinity, finite (expected: bounds with",
                        () -> doubles().min(Double.POSITIVE_INFINITY).allowInfinity(false)),
                new Refused(
                        "allowInfinity: true (expected: false within 0.0..1.0)",
                        () -> doubles(0, 1).allowInfinity(true)),
                new Refused("probability: 1.5 (expected: 0..1)", () -> booleans(1.5)),
                new Refused("minSize: -1 (expected: 0 or more)", () -> text().minSize(-1)),
                new Refused(
                        "minSize: 2 (expected: at most maxSize, 1)",
                        () -> binary().maxSize(1).minSize(2)),
                new Refused(
                        "minSize: 1 (expected: 0, because no character is left)",
                        () -> characters().alphabet("ab").excludeCharacters("ab")),
                new Refused("codePoints: 5..4 (expected: the first at most the last", () -> text().codePoints(5, 4)),
                new Refused("category: Xx (expected: a general category of Unicode", () -> text().categories("Xx")),
                new Refused("half of a surrogate pair, U+D800 (expected", () -> text().alphabet("a\uD800")),
                new Refused("sampledFrom: no values (expected: one or more)", () -> sampledFrom(List.of())),
                new Refused("oneOf: no generators (expected: one or more)", () -> oneOf(List.of())),
                new Refused("None (expected: an enum with a constant)", () -> enums(None.class)),
                new Refused(
                        "minSize: 4 (expected: at most maxSize, 3)",
                        () -> lists(booleans()).maxSize(3).minSize(4)),
                new Refused(
                        "minSize: 3 (expected: at most 2, as there are no more",
                        () -> sets(booleans()).minSize(3)),
                new Refused(
                        "minSize: 12 (expected: at most 11, as there are no more",
                        () -> maps(integers(-5, 5), booleans()).minSize(12)),
                new Refused("maxLength: 3 (expected: 4..253)", () -> domains().maxLength(3)),
                new Refused("version: 5 (expected: 4 or 6)", () -> ipAddresses().version(5)),
                new Refused("version: 9 (expected: 1..8)", () -> uuids().version(9)),
                new Refused(
                        "min: 2000-01-02 (expected: not after max, 2000-01-01)",
                        () -> dates().max(LocalDate.of(2000, 1, 1)).min(LocalDate.of(2000, 1, 2))),
                new Refused(
                        "min: 12:00 (expected: not after max, 11:00)",
                        () -> times().max(LocalTime.of(11, 0)).min(LocalTime.NOON)),
                new Refused(
                        "min: 9999-12-31T23:59:59.999999999 (expected: not after max, 2000-01-01T00:00)",
                        () -> datetimes()
                                .min(LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999))
                                .max(LocalDateTime.of(2000, 1, 1, 0, 0))),
                new Refused(
                        "min: +02:00 (expected: not east of max, +01:00)",
                        () -> zoneOffsets().max(ZoneOffset.ofHours(1)).min(ZoneOffset.ofHours(2))),
                new Refused(
                        "min: PT2S (expected: at most max, PT1S)",
                        () -> durations().max(Duration.ofSeconds(1)).min(Duration.ofSeconds(2))),
                new Refused(
                        "max: PT8766000H (expected: PT-2562047H-47M",
                        () -> durations().max(Duration.ofDays(365_250))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void boundsThatCannotHoldAreRefusedWithTheirValueAndWhatWasExpected(Refused refused) {
        assertThatThrownBy(refused.attempt()::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(refused.message());
    }
}
