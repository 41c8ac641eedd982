package io.headgate.property;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.dates;
import static io.headgate.property.Generators.datetimes;
import static io.headgate.property.Generators.deferred;
import static io.headgate.property.Generators.domains;
import static io.headgate.property.Generators.doubles;
import static io.headgate.property.Generators.durations;
import static io.headgate.property.Generators.emails;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.floats;
import static io.headgate.property.Generators.forType;
import static io.headgate.property.Generators.fromRegex;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.ipAddresses;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.maps;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.optional;
import static io.headgate.property.Generators.permutations;
import static io.headgate.property.Generators.records;
import static io.headgate.property.Generators.sets;
import static io.headgate.property.Generators.subsets;
import static io.headgate.property.Generators.text;
import static io.headgate.property.Generators.times;
import static io.headgate.property.Generators.tuples;
import static io.headgate.property.Generators.urls;
import static io.headgate.property.Generators.uuids;
import static io.headgate.property.Generators.zoneOffsets;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.GeneratorCase.Endpoint;
import io.headgate.property.GeneratorCase.Expression;
import io.headgate.property.GeneratorCase.Expression.Add;
import io.headgate.property.GeneratorCase.Expression.Constant;
import io.headgate.property.GeneratorCase.Tree;
import java.net.InetAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Typical failures end at the value that a person would have chosen to show them. */
class GeneratorShrinkingTest {
    private static final int SEEDS = 10;

    /**
     * A property that does not hold.
     *
     * @param fails for which values it does not
     * @param smallest the value it has to be told with
     */
    record Failing<T>(String name, Generator<T> generator, Predicate<T> fails, T smallest) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Failing<?>> failing() {
        return List.of(
                new Failing<>("an int over 1000", integers(), n -> n > 1_000, 1_001),
                new Failing<>("an odd int under -50", integers(), n -> n < -50 && n % 2 != 0, -51),
                new Failing<>(
                        "an int over 100 of one remainder", integers().filter(n -> n % 3 == 1), n -> n > 100, 103),
                new Failing<>("a fraction over 3", doubles().min(-1e9).max(1e9), n -> n > 3 && n != Math.rint(n), 3.5),
                new Failing<>("a float that no int can hold", floats(), n -> n > Integer.MAX_VALUE, Math.nextUp((float)
                        Integer.MAX_VALUE)),
                new Failing<>(
                        "far from the simplest",
                        integers(0, 1_000).shrinkTowards(500),
                        n -> Math.abs(n - 500) > 100,
                        601),
                new Failing<>("a long beyond an int", longs(), n -> n != n.intValue(), 1L << 31),
                new Failing<>("NaN", doubles(), n -> n.isNaN(), Double.NaN),
                new Failing<>("a negative zero", doubles(), n -> Double.compare(n, -0.0) == 0, -0.0),
                new Failing<>("an infinite double", doubles(), n -> n.isInfinite(), Double.POSITIVE_INFINITY),
                new Failing<>("a text with a certain letter", text(), s -> s.contains("ß"), "ß"),
                new Failing<>("a text outside of ASCII", text(), s -> s.chars().anyMatch(c -> c > 127), "\u0080"),
                new Failing<>("a text of three", text(), s -> s.codePointCount(0, s.length()) >= 3, "000"),
                new Failing<>(
                        "a text of capitals", text().alphabet("abcABC"), s -> s.matches(".*[A-Z].*[A-Z].*"), "AA"),
                new Failing<>("a byte with the sign bit", binary(), b -> has(b, 0x80), new byte[] {(byte) 0x80}),
                new Failing<>(
                        "a later constant",
                        enums(TimeUnit.class),
                        u -> u.compareTo(TimeUnit.HOURS) >= 0,
                        TimeUnit.HOURS),
                new Failing<>("something", optional(integers()), Optional::isPresent, Optional.of(0)),
                new Failing<>("a list with a sum", lists(integers()), l -> sum(l) >= 100, List.of(100)),
                new Failing<>(
                        "a list that is not sorted",
                        lists(integers()),
                        l -> !l.stream().sorted().toList().equals(l),
                        List.of(0, -1)),
                new Failing<>(
                        "duplicates",
                        lists(integers()),
                        l -> l.stream().distinct().count() < l.size(),
                        List.of(0, 0)),
                new Failing<>("a set of three", sets(longs()), s -> s.size() >= 3, Set.of(0L, 1L, -1L)),
                new Failing<>("a set of three of few", sets(integers(0, 9)), s -> s.size() >= 3, Set.of(0, 1, 2)),
                new Failing<>("a set with one of few", sets(integers(0, 9)), s -> s.contains(7), Set.of(7)),
                new Failing<>("a map with a value", maps(text(), integers()), m -> m.containsValue(5), Map.of("", 5)),
                new Failing<>(
                        "a pair out of order",
                        tuples(integers(), integers()),
                        t -> t.value1() > t.value2(),
                        new Tuple2<>(0, -1)),
                new Failing<>(
                        "a permutation",
                        permutations(List.of(1, 2, 3, 4)),
                        p -> p.indexOf(3) < p.indexOf(1),
                        List.of(2, 3, 1, 4)),
                new Failing<>("a subset", subsets(List.of(1, 2, 3, 4)), s -> s.contains(3), List.of(3)),
                new Failing<>("a later branch", oneOf(integers(0, 5), integers(10, 15)), n -> n >= 12, 12),
                new Failing<>("a filtered value", integers().filter(n -> n % 2 == 0), n -> n > 100, 102),
                new Failing<>(
                        "a list of a drawn size",
                        integers(0, 50)
                                .flatMap(n -> lists(integers()).minSize(n).maxSize(n)),
                        l -> l.stream().anyMatch(n -> n >= 900),
                        List.of(900)),
                new Failing<>("nested lists", nested(), n -> depth(n) >= 3, List.of(List.of(List.of()))),
                new Failing<>(
                        "a tree",
                        forType(Tree.class),
                        t -> t.size() >= 2,
                        new Tree(0, List.of(new Tree(0, List.of())))),
                new Failing<>(
                        "an expression",
                        forType(Expression.class),
                        e -> e instanceof Add,
                        new Add(new Constant(0), new Constant(0))),
                new Failing<>(
                        "a record",
                        records(Endpoint.class).with("port", integers(1, 65_535)),
                        e -> e.port() >= 1024,
                        new Endpoint("", 1024)),
                new Failing<>(
                        "a text of a pattern", fromRegex("[a-z]+(-[a-z]+)*:\\d{2,}"), s -> s.contains("-"), "a-a:00"),
                new Failing<>(
                        "an alternative", fromRegex("(?:GET|HEAD|POST) /.*"), s -> !s.startsWith("GET"), "HEAD /"),
                new Failing<>("an email with a plus", emails(), e -> e.contains("+"), "+@a.com"),
                new Failing<>("a domain of three labels", domains(), d -> d.split("\\.").length >= 3, "a.a.com"),
                new Failing<>("a URL with a port", urls(), u -> u.matches("https?://[^/]*:\\d+"), "http://a.com:0"),
                new Failing<>("a URL with a query", urls(), u -> u.contains("?"), "http://a.com?"),
                new Failing<>(
                        "a loopback address",
                        ipAddresses(),
                        InetAddress::isLoopbackAddress,
                        InetAddress.ofLiteral("127.0.0.0")),
                new Failing<>(
                        "an address of version 6",
                        ipAddresses(),
                        a -> a.getAddress().length == 16,
                        InetAddress.ofLiteral("::")),
                new Failing<>("a UUID", uuids(), u -> u.getLeastSignificantBits() != 0, new UUID(0, 1)),
                new Failing<>(
                        "a leap day",
                        dates(),
                        d -> d.getMonthValue() == 2 && d.getDayOfMonth() == 29,
                        LocalDate.of(2000, 2, 29)),
                new Failing<>("a date after 2038", dates(), d -> d.getYear() >= 2038, LocalDate.of(2038, 1, 1)),
                new Failing<>("half past", times(), t -> t.getMinute() >= 30, LocalTime.of(0, 30)),
                new Failing<>("an afternoon", datetimes(), t -> t.getHour() >= 12, LocalDateTime.of(2000, 1, 1, 12, 0)),
                new Failing<>(
                        "an offset west", zoneOffsets(), o -> o.getTotalSeconds() < 0, ZoneOffset.ofTotalSeconds(-900)),
                new Failing<>(
                        "a duration",
                        durations(),
                        d -> d.compareTo(Duration.ofSeconds(1)) > 0,
                        Duration.ofSeconds(1, 1)));
    }

    @ParameterizedTest
    @MethodSource("failing")
    <T> void aFailureShrinksToItsSmallestValue(Failing<T> failing) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Settings settings = new Settings().seed(seed).testCases(20_000);
            RunReport result = new Engine(
                            testCase -> {
                                if (failing.fails().test(testCase.draw(failing.generator()))) {
                                    throw new AssertionError();
                                }
                            },
                            settings,
                            Database.NONE)
                    .run();
            assertThat(result.failures()).hasSize(1);
            List<Choice> minimal = result.failures().getFirst().minimal().choices();
            assertThat(Drawing.replay(failing.generator(), minimal).drawn())
                    .as("seed %d, %s", seed, minimal)
                    .isEqualTo(failing.smallest());
        }
    }

    private static boolean has(byte[] bytes, int bit) {
        for (byte octet : bytes) {
            if ((octet & bit) != 0) {
                return true;
            }
        }
        return false;
    }

    private static long sum(List<Integer> numbers) {
        return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    private static Generator<List<?>> nested() {
        return oneOf(
                just(List.of()), lists(deferred(GeneratorShrinkingTest::nested)).map(Collections::unmodifiableList));
    }

    private static int depth(List<?> list) {
        return 1 + list.stream().mapToInt(inner -> depth((List<?>) inner)).max().orElse(0);
    }
}
