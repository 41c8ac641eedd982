package io.headgate.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JavaTextTest {

    public record Route(String path, int weight, Optional<Route> fallback) {}

    /** A value and its text. */
    record Printed(@Nullable Object value, String java) {}

    static List<Printed> printed() {
        return List.of(
                new Printed(5, "5"),
                new Printed(Integer.MIN_VALUE, "-2147483648"),
                new Printed(5L, "5L"),
                new Printed(Long.MIN_VALUE, "-9223372036854775808L"),
                new Printed((byte) -3, "(byte) -3"),
                new Printed((short) 300, "(short) 300"),
                new Printed(true, "true"),
                new Printed(1.5, "1.5"),
                new Printed(-0.0, "-0.0"),
                new Printed(1e300, "1.0E300"),
                new Printed(Double.NaN, "Double.NaN"),
                new Printed(Double.NEGATIVE_INFINITY, "Double.NEGATIVE_INFINITY"),
                new Printed(1.5f, "1.5f"),
                new Printed(Float.NaN, "Float.NaN"),
                new Printed(Float.POSITIVE_INFINITY, "Float.POSITIVE_INFINITY"),
                new Printed('c', "'c'"),
                new Printed('\'', "'\\''"),
                new Printed('"', "'\"'"),
                new Printed('\\', "'\\\\'"),
                new Printed('\0', "'\\u0000'"),
                new Printed("it's \"so\"\\\n\t\r", "\"it's \\\"so\\\"\\\\\\n\\t\\r\""),
                new Printed("ß\uD83D\uDE00\uD800", "\"\\u00DF\\uD83D\\uDE00\\uD800\""),
                new Printed(new BigInteger("12345678901234567890"), "new BigInteger(\"12345678901234567890\")"),
                new Printed(new BigDecimal("1.50"), "new BigDecimal(\"1.50\")"),
                new Printed(DayOfWeek.MONDAY, "DayOfWeek.MONDAY"),
                new Printed(Map.Entry.class, "Map.Entry.class"),
                new Printed(Optional.empty(), "Optional.empty()"),
                new Printed(Optional.of(1), "Optional.of(1)"),
                new Printed(List.of(), "List.of()"),
                new Printed(List.of(3, 1L, "x"), "List.of(3, 1L, \"x\")"),
                new Printed(Arrays.asList(1, null), "Arrays.asList(1, null)"),
                new Printed(Collections.singletonList(null), "Collections.singletonList(null)"),
                new Printed(new LinkedHashSet<>(List.of(2, 1, 3)), "Set.of(2, 1, 3)"),
                new Printed(new LinkedHashSet<>(Arrays.asList(2, null)), "new LinkedHashSet<>(Arrays.asList(2, null))"),
                new Printed(Map.of("a", 1), "Map.of(\"a\", 1)"),
                new Printed(numbered(2), "Map.of(1, -1, 2, -2)"),
                new Printed(
                        numbered(11),
                        "Map.ofEntries(Map.entry(1, -1), Map.entry(2, -2), Map.entry(3, -3), Map.entry(4, -4),"
                                + " Map.entry(5, -5), Map.entry(6, -6), Map.entry(7, -7), Map.entry(8, -8),"
                                + " Map.entry(9, -9), Map.entry(10, -10), Map.entry(11, -11))"),
                new Printed(
                        new Route("/", 1, Optional.of(new Route("/b", 2, Optional.empty()))),
                        "new JavaTextTest.Route(\"/\", 1, Optional.of(new JavaTextTest.Route(\"/b\", 2, Optional.empty())))"),
                new Printed(new Tuple2<>(1, "x"), "new Tuple2<>(1, \"x\")"),
                new Printed(new byte[] {1, -2}, "new byte[] {1, -2}"),
                new Printed(new char[] {'a'}, "new char[] {'a'}"),
                new Printed(new int[][] {{1}, {}}, "new int[][] {new int[] {1}, new int[] {}}"),
                new Printed(new String[] {"a", null}, "new String[] {\"a\", null}"),
                new Printed(new UUID(1, 2), "UUID.fromString(\"00000000-0000-0001-0000-000000000002\")"),
                new Printed(URI.create("http://a.com/%20"), "URI.create(\"http://a.com/%20\")"),
                new Printed(InetAddress.ofLiteral("10.0.0.1"), "InetAddress.ofLiteral(\"10.0.0.1\")"),
                new Printed(InetAddress.ofLiteral("::1"), "InetAddress.ofLiteral(\"0:0:0:0:0:0:0:1\")"),
                new Printed(LocalDate.of(2000, 2, 29), "LocalDate.of(2000, 2, 29)"),
                new Printed(LocalTime.of(1, 2), "LocalTime.of(1, 2)"),
                new Printed(LocalTime.of(1, 2, 3), "LocalTime.of(1, 2, 3)"),
                new Printed(LocalTime.of(1, 2, 3, 4), "LocalTime.of(1, 2, 3, 4)"),
                new Printed(
                        LocalDateTime.of(2000, 1, 1, 0, 0),
                        "LocalDateTime.of(LocalDate.of(2000, 1, 1), LocalTime.of(0, 0))"),
                new Printed(
                        LocalDateTime.of(2000, 1, 1, 0, 0).atOffset(ZoneOffset.ofHours(1)),
                        "OffsetDateTime.of(LocalDateTime.of(LocalDate.of(2000, 1, 1), LocalTime.of(0, 0)),"
                                + " ZoneOffset.ofTotalSeconds(3600))"),
                new Printed(
                        // The second of the two half past two.
                        Instant.parse("2025-10-26T01:30:00Z").atZone(ZoneId.of("Europe/Berlin")),
                        "ZonedDateTime.ofLocal(LocalDateTime.of(LocalDate.of(2025, 10, 26), LocalTime.of(2, 30)),"
                                + " ZoneId.of(\"Europe/Berlin\"), ZoneOffset.ofTotalSeconds(3600))"),
                new Printed(Instant.EPOCH, "Instant.parse(\"1970-01-01T00:00:00Z\")"),
                new Printed(Duration.ZERO, "Duration.ZERO"),
                new Printed(Duration.ofMinutes(1), "Duration.ofSeconds(60L)"),
                new Printed(Duration.ofNanos(7), "Duration.ofNanos(7L)"),
                new Printed(Duration.ofNanos(-7), "Duration.ofSeconds(-1L, 999999993L)"),
                new Printed(ZoneOffset.UTC, "ZoneOffset.UTC"),
                new Printed(ZoneId.of("UTC"), "ZoneId.of(\"UTC\")"));
    }

    @ParameterizedTest
    @MethodSource("printed")
    void aValueIsWrittenAsAnExpressionThatMakesIt(Printed printed) {
        assertThat(JavaText.of(printed.value())).isEqualTo(printed.java());
    }

    @Test
    void everyOneOfTheseTextsCompilesAndMakesAnEqualValue() throws Exception {
        List<Printed> all = printed();
        List<@Nullable Object> made =
                CompiledJava.evaluate(all.stream().map(Printed::java).toList());
        for (int i = 0; i < all.size(); i++) {
            assertThat(made.get(i)).as(all.get(i).java()).isEqualTo(all.get(i).value());
        }
    }

    /** All in one compilation, as each takes a while. */
    @Test
    void whateverAGeneratorDrawsCompilesAndMakesAnEqualValue() throws Exception {
        Random64 random = new Random64(20_260_101);
        List<Object> values = new ArrayList<>();
        List<GeneratorCase<?>> cases = GeneratorCase.all().toList();
        for (int i = 0; i < 6; i++) {
            for (GeneratorCase<?> subject : cases) {
                Drawing<?> drawing = Drawing.random(subject.generator(), random.split());
                if (drawing.isValid()) {
                    values.add(drawing.drawn());
                }
            }
        }
        values.removeIf(value -> JavaText.of(value).length() > JavaText.MAX_LENGTH);
        List<@Nullable Object> made =
                CompiledJava.evaluate(values.stream().map(JavaText::of).toList());
        for (int i = 0; i < values.size(); i++) {
            assertThat(made.get(i)).as(JavaText.of(values.get(i))).isEqualTo(values.get(i));
        }
        assertThat(values).hasSizeGreaterThan(400);
    }

    @Test
    void nullIsWritten() {
        assertThat(JavaText.of(null)).isEqualTo("null");
    }

    @Test
    void whatIsNotKnownIsWrittenAsItsOwnText() {
        assertThat(JavaText.of(new AtomicInteger(7))).isEqualTo("7");
        Map<String, @Nullable String> withNull = new HashMap<>();
        withNull.put("a", null);
        assertThat(JavaText.of(withNull)).isEqualTo("{a=null}");
    }

    @Test
    void aValueThatCannotTellItselfDoesNotSpoilTheReport() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("half built");
            }
        };
        assertThat(JavaText.of(List.of(1, broken)))
                .startsWith("List.of(1, /* ")
                .endsWith("whose toString() threw java.lang.IllegalStateException */)");
    }

    @Test
    void aLargeValueIsCutWithARemark() {
        List<Object> large = List.of(
                "x".repeat(100_000),
                new byte[100_000],
                Collections.nCopies(100_000, 7),
                new AtomicReference<>("y".repeat(100_000)));
        for (Object value : large) {
            assertThat(JavaText.of(value))
                    .hasSizeBetween(JavaText.MAX_LENGTH, JavaText.MAX_LENGTH + 50)
                    .endsWith(" /* cut after 8192 characters */");
        }
    }

    @Test
    void aListThatHoldsItselfIsCut() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        endless.add(endless);
        assertThat(JavaText.of(endless)).endsWith("/* cut after 8192 characters */");
    }

    private static Map<Integer, Integer> numbered(int entries) {
        Map<Integer, Integer> map = new LinkedHashMap<>();
        IntStream.rangeClosed(1, entries).forEach(i -> map.put(i, -i));
        return map;
    }

    @Test
    void theOrderOfASetIsKept() {
        Set<Integer> set = new LinkedHashSet<>(List.of(9, 3, 7, 1));
        assertThat(JavaText.of(set)).isEqualTo("Set.of(9, 3, 7, 1)");
    }
}
