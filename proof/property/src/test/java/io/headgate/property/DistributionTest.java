package io.headgate.property;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.characters;
import static io.headgate.property.Generators.dates;
import static io.headgate.property.Generators.doubles;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.floats;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.ipAddresses;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.maps;
import static io.headgate.property.Generators.optional;
import static io.headgate.property.Generators.permutations;
import static io.headgate.property.Generators.sets;
import static io.headgate.property.Generators.subsets;
import static io.headgate.property.Generators.text;
import static io.headgate.property.Generators.times;
import static io.headgate.property.Generators.zoneOffsets;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What programs stumble over is met often enough, without asking for it. */
class DistributionTest {
    private static final int DRAWS = 5_000;

    @Test
    void intsHaveTheEndsOfTheirRangeZeroAndItsNeighboursWithinAThousandDraws() {
        assertThat(drawn(integers(), 1_000)).contains(Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, -1);
        assertThat(drawn(integers(-1_000, 77), 1_000)).contains(-1_000, 77, 0, 1, -1);
    }

    @Test
    void longsHaveTheEndsOfTheirRangeZeroAndItsNeighboursWithinAThousandDraws() {
        assertThat(drawn(longs(), 1_000)).contains(Long.MIN_VALUE, Long.MAX_VALUE, 0L, 1L, -1L);
    }

    @Test
    void intsHaveEachPowerOfTwoAndItsNeighbours() {
        List<Integer> around = IntStream.range(0, 31)
                .flatMap(bits -> IntStream.rangeClosed(-1, 1).map(more -> (1 << bits) + more))
                .boxed()
                .toList();
        assertThat(drawn(integers(), 20 * DRAWS)).containsAll(around);
    }

    @Test
    void longsHaveEachPowerOfTwoAndItsNeighbours() {
        List<Long> around = IntStream.range(0, 63)
                .boxed()
                .flatMap(bits -> LongStream.rangeClosed(-1, 1).mapToObj(more -> (1L << bits) + more))
                .toList();
        assertThat(drawn(longs(), 20 * DRAWS)).containsAll(around);
    }

    @Test
    void doublesHaveNanBothZerosTheInfinitiesAndTheEndsOfEveryKind() {
        assertThat(drawn(doubles(), DRAWS))
                .contains(
                        Double.NaN,
                        0.0,
                        -0.0,
                        1.0,
                        -1.0,
                        0.1,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.MAX_VALUE,
                        -Double.MAX_VALUE,
                        Double.MIN_VALUE,
                        Double.MIN_NORMAL,
                        0x1p53);
        assertThat(drawn(doubles(3, 9), DRAWS)).contains(3.0, 9.0, 4.0).anyMatch(n -> n != Math.rint(n));
    }

    @Test
    void floatsHaveNanBothZerosTheInfinitiesAndTheEndsOfEveryKind() {
        assertThat(drawn(floats(), DRAWS))
                .contains(
                        Float.NaN,
                        0f,
                        -0f,
                        1f,
                        -1f,
                        0.1f,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.MAX_VALUE,
                        Float.MIN_VALUE,
                        Float.MIN_NORMAL);
    }

    @Test
    void textsAreEmptyAndHaveOddCharacters() {
        Set<String> texts = drawn(text(), DRAWS);
        assertThat(texts).contains("");
        assertSome(texts, "a surrogate pair", text -> text.codePoints().anyMatch(c -> c > 0xFFFF));
        assertSome(
                texts,
                "a combining mark",
                text -> text.codePoints().anyMatch(c -> Character.getType(c) == Character.NON_SPACING_MARK));
        assertSome(texts, "a letter that grows in upper case", text -> text.contains("ß"));
        assertSome(texts, "a letter whose case needs a locale", text -> text.contains("İ") || text.contains("ı"));
        assertSome(texts, "a line end", text -> text.contains("\n"));
        assertSome(texts, "the character zero", text -> text.contains("\0"));
        assertSome(texts, "a mark of direction", text -> text.contains("\u202E"));
        assertSome(
                texts,
                "a character twice",
                text -> text.codePoints().distinct().count() < text.codePointCount(0, text.length()));
        assertSome(texts, "letters and digits only", text -> text.matches("[A-Za-z0-9]{3,}"));
        assertSome(texts, "thirty characters", text -> text.length() >= 30);
    }

    @Test
    void charactersAreOfTheAlphabetEachInTurn() {
        assertThat(drawn(characters().alphabet("aé\uD83D\uDE00"), 200))
                .containsExactlyInAnyOrder("a", "é", "\uD83D\uDE00");
    }

    @Test
    void bytesHaveEveryValueAndRunsMayBeEmpty() {
        Set<Byte> bytes = new HashSet<>();
        List<byte[]> runs = values(binary(), DRAWS);
        for (byte[] run : runs) {
            for (byte octet : run) {
                bytes.add(octet);
            }
        }
        assertThat(runs).anyMatch(run -> run.length == 0);
        assertThat(bytes).hasSize(256);
    }

    @Test
    void everyConstantAndBothBooleansAreMet() {
        assertThat(drawn(enums(TimeUnit.class), 500)).containsExactlyInAnyOrder(TimeUnit.values());
        assertThat(drawn(booleans(), 100)).containsExactlyInAnyOrder(true, false);
        assertThat(drawn(optional(booleans()), 100))
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of(true), Optional.of(false));
    }

    @Test
    void everyPermutationAndEverySubsetIsMet() {
        assertThat(drawn(permutations(List.of(1, 2, 3, 4)), 1_000)).hasSize(24);
        assertThat(drawn(subsets(List.of(1, 2, 3, 4)), 1_000)).hasSize(16);
    }

    @Test
    void probabilityDecidesHowOftenABooleanIsTrue() {
        long often = values(booleans(0.9), DRAWS).stream().filter(yes -> yes).count();
        assertThat(often).isBetween(DRAWS * 85L / 100, DRAWS * 95L / 100);
    }

    @Test
    void listsAreEmptyLongAndHoldDuplicatesOfLargeNumbers() {
        Set<List<Integer>> lists = drawn(lists(integers()), DRAWS);
        assertThat(lists).contains(List.of());
        assertSome(lists, "one element", list -> list.size() == 1);
        assertSome(lists, "thirty elements", list -> list.size() >= 30);
        assertSome(
                lists,
                "a large number twice",
                list -> list.stream()
                        .filter(n -> Math.abs((long) n) > 1_000_000)
                        .anyMatch(n -> list.indexOf(n) != list.lastIndexOf(n)));
    }

    @Test
    void boundedCollectionsAreOfTheLeastAndOfTheGreatestSize() {
        assertThat(values(lists(integers()).minSize(2).maxSize(6), 500))
                .map(List::size)
                .contains(2, 6)
                .allMatch(size -> size >= 2 && size <= 6);
        assertThat(values(sets(integers()).minSize(2).maxSize(6), 500))
                .map(Set::size)
                .contains(2, 6)
                .allMatch(size -> size >= 2 && size <= 6);
        assertThat(values(sets(booleans()), 500)).map(Set::size).contains(0, 1, 2);
        assertThat(values(maps(integers(0, 2), integers()), 500)).map(Map::size).contains(0, 1, 2, 3);
    }

    @Test
    void largeSetsAreFoundAlthoughManyDrawsAreThereAlready() {
        assertThat(values(sets(integers(0, 9_999)).minSize(100), 200)).hasSizeGreaterThan(190);
    }

    @Test
    void datesHaveLeapDaysAndBothEnds() {
        Set<LocalDate> dates = drawn(dates(), DRAWS);
        assertSome(dates, "the 29th of February", date -> date.getMonthValue() == 2 && date.getDayOfMonth() == 29);
        assertSome(dates, "the last year", date -> date.getYear() == 9999);
        assertSome(dates, "the first year", date -> date.getYear() == 1);
        assertSome(dates, "New Year's Eve", date -> date.getMonthValue() == 12 && date.getDayOfMonth() == 31);
    }

    @Test
    void timesHaveMidnightHoursAndNanoseconds() {
        Set<LocalTime> times = drawn(times(), DRAWS);
        assertSome(times, "the last hour", time -> time.getHour() == 23);
        assertSome(times, "a whole second", time -> time.equals(time.truncatedTo(ChronoUnit.SECONDS)));
        assertSome(
                times, "the last nanosecond of a second", time -> time.get(ChronoField.NANO_OF_SECOND) == 999_999_999);
    }

    @Test
    void offsetsHaveBothEndsQuartersAndSeconds() {
        Set<ZoneOffset> offsets = drawn(zoneOffsets(), DRAWS);
        assertThat(offsets).contains(ZoneOffset.MIN, ZoneOffset.MAX, ZoneOffset.UTC, ZoneOffset.ofHoursMinutes(5, 45));
        assertSome(offsets, "odd seconds", offset -> offset.getTotalSeconds() % 60 != 0);
    }

    @Test
    void addressesAreOfEveryKindThatIsTreatedSpecially() {
        Set<InetAddress> addresses = drawn(ipAddresses(), DRAWS);
        assertThat(addresses)
                .contains(
                        InetAddress.ofLiteral("::1"),
                        InetAddress.ofLiteral("::"),
                        InetAddress.ofLiteral("0.0.0.0"),
                        InetAddress.ofLiteral("255.255.255.255"));
        assertSome(addresses, "loopback", InetAddress::isLoopbackAddress);
        assertSome(addresses, "private", InetAddress::isSiteLocalAddress);
        assertSome(addresses, "link-local", InetAddress::isLinkLocalAddress);
        // One in 32, if none leaves its network.
        assertThat(values(ipAddresses(), DRAWS))
                .filteredOn(address -> address.getHostAddress().startsWith("2001:db8:"))
                .hasSizeGreaterThan(DRAWS / 50);
        assertSome(
                addresses,
                "ordinary, in the upper half",
                address -> address.getHostAddress().matches("2(0\\d|1\\d|2[0-3])\\..*"));
        assertSome(addresses, "multicast", InetAddress::isMulticastAddress);
        assertSome(
                addresses,
                "IPv4-mapped",
                address -> address.getAddress().length == 16
                        && !InetAddress.ofLiteral(address.getHostAddress()).equals(address));
    }

    @Test
    void treesEndAndAreOftenNotTrivial() {
        List<GeneratorCase.Tree> trees = values(Generators.forType(GeneratorCase.Tree.class), 1_000);
        assertThat(trees).hasSizeGreaterThan(950);
        assertThat(trees).filteredOn(tree -> tree.size() > 10).hasSizeGreaterThan(200);
    }

    private static <T> void assertSome(Set<T> values, String what, Predicate<T> predicate) {
        assertThat(values.stream().anyMatch(predicate)).as(what).isTrue();
    }

    private static <T> Set<T> drawn(Generator<T> generator, int draws) {
        return new HashSet<>(values(generator, draws));
    }

    /** The values of many test cases, those left out that were rejected. */
    private static <T> List<T> values(Generator<T> generator, int draws) {
        Random64 random = new Random64(20_260_101);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            Drawing<T> drawing = Drawing.random(generator, random.split());
            if (drawing.isValid()) {
                values.add(drawing.drawn());
            }
        }
        return values;
    }
}
