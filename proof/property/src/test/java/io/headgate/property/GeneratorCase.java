package io.headgate.property;

import static io.headgate.property.Generators.*;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A generator and what it promises.
 *
 * @param name the expression that makes it
 * @param promise holds for each of its values, however its choices were come by
 * @param simplest its simplest value
 */
record GeneratorCase<T>(String name, Generator<T> generator, Predicate<? super T> promise, T simplest) {

    sealed interface Expression {
        record Add(Expression left, Expression right) implements Expression {}

        record Negate(Expression inner) implements Expression {}

        record Constant(int value) implements Expression {}
    }

    record Tree(int value, List<Tree> children) {
        int size() {
            return 1 + children.stream().mapToInt(Tree::size).sum();
        }
    }

    record Endpoint(String host, int port) {
        Endpoint {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
            }
        }
    }

    static Stream<GeneratorCase<?>> all() {
        return Stream.of(
                        numberCases(),
                        textCases(),
                        selectionCases(),
                        collectionCases(),
                        typeCases(),
                        nameCases(),
                        timeCases(),
                        regexCases())
                .flatMap(List::stream);
    }

    private static <T> GeneratorCase<T> of(
            String name, Generator<T> generator, Predicate<? super T> promise, T simplest) {
        return new GeneratorCase<>(name, generator, promise, simplest);
    }

    private static List<GeneratorCase<?>> numberCases() {
        return List.of(
                of("integers()", integers(), _ -> true, 0),
                of("integers(-5, 3)", integers(-5, 3), n -> n >= -5 && n <= 3, 0),
                of("integers().min(7)", integers().min(7), n -> n >= 7, 7),
                of("integers().max(-7)", integers().max(-7), n -> n <= -7, -7),
                of("integers(0, 99).shrinkTowards(50)", integers(0, 99).shrinkTowards(50), n -> n >= 0 && n <= 99, 50),
                of(
                        "shrinkTowards, then narrower",
                        integers(0, 99).shrinkTowards(50).min(60),
                        n -> n >= 60 && n <= 99,
                        60),
                of("longs()", longs(), _ -> true, 0L),
                of("longs().min(2^40)", longs().min(1L << 40), n -> n >= 1L << 40, 1L << 40),
                of("longs(-3, -2)", longs(-3, -2), n -> n == -3 || n == -2, -2L),
                of("floats()", floats(), _ -> true, 0f),
                of("floats(1.5f, 2.5f)", floats(1.5f, 2.5f), n -> n >= 1.5f && n <= 2.5f, 2f),
                of("floats().min(1).excludeMin()", floats().min(1).excludeMin(), n -> n > 1, 2f),
                of(
                        "floats().allowNan(false).allowInfinity(false)",
                        floats().allowNan(false).allowInfinity(false),
                        Float::isFinite,
                        0f),
                of("doubles()", doubles(), _ -> true, 0.0),
                of("doubles(0, 1)", doubles(0, 1), n -> Double.compare(n, 0.0) >= 0 && n <= 1, 0.0),
                of("doubles(0, 1) open", doubles(0, 1).excludeMin().excludeMax(), n -> n > 0 && n < 1, 0.5),
                of("doubles().max(-3)", doubles().max(-3), n -> n <= -3, -3.0),
                of("doubles().min(5).allowNan(true)", doubles().min(5).allowNan(true), n -> n.isNaN() || n >= 5, 5.0),
                of("doubles().allowInfinity(false)", doubles().allowInfinity(false), n -> !n.isInfinite(), 0.0),
                of("booleans()", booleans(), _ -> true, false),
                of("booleans(1)", booleans(1), yes -> yes, true));
    }

    private static List<GeneratorCase<?>> textCases() {
        return List.of(
                of("text()", text(), GeneratorCase::hasNoLoneSurrogate, ""),
                of(
                        "text().minSize(2).maxSize(3)",
                        text().minSize(2).maxSize(3),
                        s -> size(s) >= 2 && size(s) <= 3,
                        "00"),
                of("text().alphabet(xyz)", text().alphabet("xyz").minSize(1), s -> s.matches("[xyz]+"), "x"),
                of(
                        "text().categories(Lu)",
                        text().categories("Lu").minSize(1),
                        s -> s.codePoints().allMatch(c -> Character.getType(c) == Character.UPPERCASE_LETTER),
                        "A"),
                of(
                        "text().excludeCategories(C, L)",
                        text().excludeCategories("C", "L"),
                        s -> s.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.isLetter(c)),
                        ""),
                of(
                        "text().codePoints(a..z).excludeCharacters(aeiou)",
                        text().codePoints('a', 'z').excludeCharacters("aeiou").minSize(1),
                        s -> s.matches("[a-z&&[^aeiou]]+"),
                        "b"),
                of(
                        "text().codePoints(0..9).includeCharacters(-)",
                        text().codePoints('0', '9').includeCharacters("-"),
                        s -> s.matches("[0-9-]*"),
                        ""),
                of("characters()", characters(), s -> size(s) == 1, "0"),
                of("binary()", binary(), _ -> true, new byte[0]),
                of(
                        "binary().minSize(3).maxSize(4)",
                        binary().minSize(3).maxSize(4),
                        b -> b.length == 3 || b.length == 4,
                        new byte[3]));
    }

    private static List<GeneratorCase<?>> selectionCases() {
        List<String> letters = List.of("b", "a", "c");
        return List.of(
                of("just", just("x"), "x"::equals, "x"),
                of("sampledFrom", sampledFrom("b", "a", "c"), letters::contains, "b"),
                of("enums", enums(TimeUnit.class), _ -> true, TimeUnit.NANOSECONDS),
                of(
                        "oneOf",
                        oneOf(integers(5, 6), integers(1, 2)),
                        n -> Set.of(1, 2, 5, 6).contains(n),
                        5),
                of(
                        "optional",
                        optional(integers(3, 4)),
                        o -> o.isEmpty() || o.get() == 3 || o.get() == 4,
                        Optional.empty()),
                of("permutations", permutations(letters), p -> p.size() == 3 && p.containsAll(letters), letters),
                of(
                        "subsets",
                        subsets(letters),
                        s -> letters.stream().filter(s::contains).toList().equals(s),
                        List.of()),
                of("map", integers(0, 9).map(n -> n * 2), n -> n % 2 == 0 && n <= 18, 0),
                of("filter", integers(0, 99).filter(n -> n % 3 != 2), n -> n % 3 != 2, 0),
                of(
                        "flatMap",
                        integers(1, 5).flatMap(n -> lists(just(n)).minSize(n).maxSize(n)),
                        l -> l.size() == l.getFirst(),
                        List.of(1)),
                of(
                        "composite",
                        composite(tc -> {
                            int low = tc.draw(integers(0, 9));
                            return List.of(low, tc.draw(integers(low, 9)));
                        }),
                        pair -> pair.getFirst() <= pair.getLast(),
                        List.of(0, 0)));
    }

    private static List<GeneratorCase<?>> collectionCases() {
        return List.of(
                of("lists", lists(integers(0, 3)), l -> all(l, 0, 3), List.of()),
                of(
                        "lists().minSize(2).maxSize(4)",
                        lists(integers(1, 3)).minSize(2).maxSize(4),
                        l -> l.size() >= 2 && l.size() <= 4 && all(l, 1, 3),
                        List.of(1, 1)),
                of("sets", sets(integers()).maxSize(5), s -> s.size() <= 5, Set.of()),
                of("sets of all there is", sets(booleans()).minSize(2), s -> s.size() == 2, Set.of(false, true)),
                of(
                        "sets of most there is",
                        sets(integers(-300, 300)).minSize(500),
                        s -> s.size() >= 500 && all(s, -300, 300),
                        IntStream.rangeClosed(-249, 250).boxed().collect(Collectors.toSet())),
                of(
                        "sets of characters",
                        sets(characters().alphabet("abc")).minSize(2),
                        s -> s.size() >= 2 && Set.of("a", "b", "c").containsAll(s),
                        Set.of("a", "b")),
                of(
                        "maps",
                        maps(integers(0, 5), booleans()).minSize(1),
                        m -> !m.isEmpty() && all(m.keySet(), 0, 5),
                        Map.of(0, false)),
                of(
                        "maps of all keys there are",
                        maps(integers(0, 3), just("x")).minSize(4),
                        m -> m.keySet().equals(Set.of(0, 1, 2, 3)),
                        Map.of(0, "x", 1, "x", 2, "x", 3, "x")),
                of(
                        "tuples 2",
                        tuples(integers(1, 2), just("x")),
                        t -> t.value1() >= 1 && t.value1() <= 2,
                        new Tuple2<>(1, "x")),
                of(
                        "tuples 8",
                        tuples(just(1), just(2), just(3), just(4), just(5), just(6), just(7), integers(8, 9)),
                        t -> t.value1() == 1 && t.value7() == 7 && t.value8() >= 8,
                        new Tuple8<>(1, 2, 3, 4, 5, 6, 7, 8)),
                of(
                        "tuples of many",
                        tuples(new Generator<?>[] {just(1), booleans(), just("x")}),
                        t -> t.size() == 3 && t.getLast().equals("x"),
                        List.of(1, false, "x")));
    }

    private static List<GeneratorCase<?>> typeCases() {
        return List.of(
                of("forType(sealed)", forType(Expression.class), _ -> true, new Expression.Constant(0)),
                of("forType(tree)", forType(Tree.class), tree -> tree.size() >= 1, new Tree(0, List.of())),
                of("forType(int[][])", forType(int[][].class), _ -> true, new int[0][]),
                of("forType(char)", forType(char.class), c -> !Character.isSurrogate(c), '0'),
                of("forType(byte)", forType(byte.class), _ -> true, (byte) 0),
                of(
                        "records.with",
                        records(Endpoint.class)
                                .with("port", integers(1, 65_535))
                                .with("host", domains()),
                        endpoint -> endpoint.port() > 0,
                        new Endpoint("a.com", 1)));
    }

    private static List<GeneratorCase<?>> nameCases() {
        Pattern label = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
        Predicate<String> isDomain =
                name -> name.length() <= 253 && Stream.of(name.split("\\.", -1)).allMatch(label.asMatchPredicate());
        Pattern local = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
        return List.of(
                of("domains()", domains(), isDomain, "a.com"),
                of("domains().maxLength(4)", domains().maxLength(4), isDomain.and(d -> d.length() == 4), "a.de"),
                of(
                        "emails()",
                        emails(),
                        email -> {
                            int at = email.lastIndexOf('@');
                            return at <= 64
                                    && email.length() <= 254
                                    && local.matcher(email.substring(0, at)).matches()
                                    && isDomain.test(email.substring(at + 1));
                        },
                        "0@a.com"),
                of(
                        "urls()",
                        urls(),
                        url -> {
                            URI uri = URI.create(url);
                            return uri.getScheme().startsWith("http")
                                    && uri.getHost() != null
                                    && uri.getPort() < 65_536;
                        },
                        "http://a.com"),
                of("ipAddresses()", ipAddresses(), _ -> true, address("0.0.0.0")),
                of(
                        "ipAddresses().version(4)",
                        ipAddresses().version(4),
                        Inet4Address.class::isInstance,
                        address("0.0.0.0")),
                of("ipAddresses().version(6)", ipAddresses().version(6), Inet6Address.class::isInstance, address("::")),
                of("uuids()", uuids(), _ -> true, new UUID(0, 0)),
                of(
                        "uuids().version(7)",
                        uuids().version(7),
                        uuid -> uuid.version() == 7 && uuid.variant() == 2,
                        UUID.fromString("00000000-0000-7000-8000-000000000000")));
    }

    private static List<GeneratorCase<?>> timeCases() {
        LocalDate firstDay = LocalDate.of(2023, 11, 30);
        LocalDate lastDay = LocalDate.of(2024, 3, 1);
        LocalTime first = LocalTime.of(23, 59, 58, 7);
        LocalTime last = LocalTime.of(23, 59, 59, 5);
        LocalDateTime before = LocalDateTime.of(1999, 12, 31, 23, 59);
        LocalDateTime after = LocalDateTime.of(2000, 1, 1, 0, 0, 0, 1);
        Duration shortest = Duration.ofSeconds(-3);
        return List.of(
                of("dates()", dates(), _ -> true, LocalDate.of(2000, 1, 1)),
                of(
                        "dates().min.max",
                        dates().min(firstDay).max(lastDay),
                        d -> !d.isBefore(firstDay) && !d.isAfter(lastDay),
                        firstDay),
                of(
                        "dates().max(1999)",
                        dates().max(LocalDate.of(1999, 12, 31)),
                        d -> d.getYear() < 2000,
                        LocalDate.of(1999, 1, 1)),
                of("times()", times(), _ -> true, LocalTime.MIDNIGHT),
                of("times().min.max", times().min(first).max(last), t -> !t.isBefore(first) && !t.isAfter(last), first),
                of("datetimes()", datetimes(), _ -> true, LocalDateTime.of(2000, 1, 1, 0, 0)),
                of(
                        "datetimes().min.max",
                        datetimes().min(before).max(after),
                        t -> !t.isBefore(before) && !t.isAfter(after),
                        LocalDateTime.of(2000, 1, 1, 0, 0)),
                of(
                        "datetimes().timezones",
                        datetimes().timezones(zoneIds()),
                        _ -> true,
                        LocalDateTime.of(2000, 1, 1, 0, 0).atZone(ZoneId.of("UTC"))),
                of(
                        "datetimes().offsets",
                        datetimes().offsets(zoneOffsets()),
                        _ -> true,
                        LocalDateTime.of(2000, 1, 1, 0, 0).atOffset(ZoneOffset.UTC)),
                of("zoneOffsets()", zoneOffsets(), _ -> true, ZoneOffset.UTC),
                of(
                        "zoneOffsets().min.max",
                        zoneOffsets().min(ZoneOffset.ofTotalSeconds(1)).max(ZoneOffset.ofTotalSeconds(17)),
                        o -> o.getTotalSeconds() >= 1 && o.getTotalSeconds() <= 17,
                        ZoneOffset.ofTotalSeconds(1)),
                of("zoneIds()", zoneIds(), _ -> true, ZoneId.of("UTC")),
                of("durations()", durations(), d -> !d.isNegative(), Duration.ZERO),
                of(
                        "durations().min.max",
                        durations().min(shortest).max(Duration.ofNanos(-1)),
                        d -> d.isNegative() && d.compareTo(shortest) >= 0,
                        Duration.ofNanos(-1)));
    }

    private static List<GeneratorCase<?>> regexCases() {
        return Stream.of(
                        "[a-f]{2,4}",
                        "(a|bb)*c",
                        "(?i)get|post",
                        "^\\d+(\\.\\d{1,3})?$",
                        "\\p{Lu}\\S*",
                        "\\bword\\b",
                        "x*+y")
                .<GeneratorCase<?>>map(regex -> of(
                        "fromRegex(" + regex + ")",
                        fromRegex(regex),
                        Pattern.compile(regex).asMatchPredicate(),
                        switch (regex) {
                            case "[a-f]{2,4}" -> "aa";
                            case "(a|bb)*c" -> "c";
                            case "(?i)get|post" -> "get";
                            case "^\\d+(\\.\\d{1,3})?$" -> "0";
                            case "\\p{Lu}\\S*" -> "A";
                            case "\\bword\\b" -> "word";
                            default -> "y";
                        }))
                .toList();
    }

    private static boolean all(Collection<Integer> numbers, int min, int max) {
        return numbers.stream().allMatch(n -> n >= min && n <= max);
    }

    private static int size(String text) {
        return text.codePointCount(0, text.length());
    }

    private static boolean hasNoLoneSurrogate(String text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Override
    public String toString() {
        return name;
    }
}
