package io.headgate.property;

import static io.headgate.property.Generators.forType;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.GeneratorCase.Endpoint;
import io.headgate.property.GeneratorCase.Expression;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerivationTest {

    @SuppressWarnings("ArrayRecordComponent") // An array is what is asked for.
    record Scalars(
            boolean aBoolean,
            byte aByte,
            short aShort,
            int anInt,
            long aLong,
            float aFloat,
            double aDouble,
            char aChar,
            Boolean boxed,
            String text,
            byte[] bytes,
            UUID uuid,
            InetAddress address,
            LocalDate date,
            LocalTime time,
            LocalDateTime moment,
            Duration duration,
            ZoneOffset offset,
            ZoneId zone,
            DayOfWeek constant) {}

    @SuppressWarnings("ArrayRecordComponent") // As above.
    record Collections(
            List<Integer> list,
            Set<DayOfWeek> set,
            Map<String, List<Long>> map,
            Optional<Expression> optional,
            int[] ints,
            List<String>[] lists,
            List<? extends Number> bounded) {}

    record Pair<A, B>(A first, List<B> second) {}

    record Pairs(Pair<Integer, String> pair, Pair<Pair<Byte, Byte>, Boolean> nested) {}

    sealed interface Result<T> {
        record Success<T>(T value) implements Result<T> {}

        record Failure<T>(String reason) implements Result<T> {}
    }

    record Results(Result<Integer> result) {}

    record Endless(int value, Endless next) {}

    record Even(Optional<Odd> next) {}

    record Odd(Optional<Even> next) {}

    record Raw(@SuppressWarnings("rawtypes") List list) {}

    record Unknown(StringBuilder builder, int number) {}

    sealed interface WithAClass {
        final class Plain implements WithAClass {}
    }

    @Test
    void everyScalarIsKnown() {
        assertThat(drawn(forType(Scalars.class), 50)).hasSize(50);
    }

    @Test
    void collectionsHoldWhatTheirArgumentsSay() {
        List<Collections> all = drawn(records(Collections.class).with("bounded", just(List.of(1))), 200);
        assertThat(all).anyMatch(c -> !c.list().isEmpty() && (Object) c.list().getFirst() instanceof Integer);
        assertThat(all)
                .anyMatch(c -> !c.set().isEmpty() && (Object) c.set().iterator().next() instanceof DayOfWeek);
        assertThat(all)
                .flatMap(c -> c.map().values())
                .anyMatch(longs -> !longs.isEmpty() && (Object) longs.getFirst() instanceof Long);
        assertThat(all).anyMatch(c -> c.optional().isPresent());
        assertThat(all).anyMatch(c -> c.ints().length > 2);
        assertThat(all)
                .anyMatch(c -> c.lists().length > 0
                        && !c.lists()[0].isEmpty()
                        && (Object) c.lists()[0].getFirst() instanceof String);
    }

    @Test
    void theArgumentsOfAGenericRecordReachItsComponents() {
        List<Pairs> all = drawn(forType(Pairs.class), 100);
        assertThat(all).allMatch(p -> (Object) p.pair().first() instanceof Integer);
        assertThat(all)
                .anyMatch(p -> !p.pair().second().isEmpty()
                        && (Object) p.pair().second().getFirst() instanceof String);
        assertThat(all).allMatch(p -> (Object) p.nested().first().first() instanceof Byte);
    }

    @Test
    void theArgumentsOfASealedInterfaceReachItsRecords() {
        Set<Class<?>> branches = new HashSet<>();
        for (Results results : drawn(forType(Results.class), 100)) {
            branches.add(results.result().getClass());
            if (results.result() instanceof Result.Success<Integer>(Object value)) {
                assertThat(value).isInstanceOf(Integer.class);
            }
        }
        assertThat(branches).containsExactlyInAnyOrder(Result.Success.class, Result.Failure.class);
    }

    @Test
    void everyRecordOfASealedInterfaceIsMetAndTheFlattestIsSimplest() {
        Set<Class<?>> branches = new HashSet<>();
        drawn(forType(Expression.class), 100).forEach(expression -> branches.add(expression.getClass()));
        assertThat(branches)
                .containsExactlyInAnyOrder(Expression.Add.class, Expression.Negate.class, Expression.Constant.class);
        assertThat(Drawing.simplest(forType(Expression.class)).drawn()).isEqualTo(new Expression.Constant(0));
    }

    @Test
    void typesThatHoldEachOtherEnd() {
        assertThat(drawn(forType(Even.class), 200))
                .hasSize(200)
                .anyMatch(even -> even.next().flatMap(Odd::next).isPresent());
    }

    @Test
    void aComponentGetsTheGeneratorThatIsNamedForIt() {
        RecordGenerator<Endpoint> endpoints = records(Endpoint.class).with("port", integers(80, 81));
        assertThat(drawn(endpoints, 50)).extracting(Endpoint::port).containsOnly(80, 81);
        assertThat(drawn(endpoints.with("port", just(443)), 50))
                .extracting(Endpoint::port)
                .containsOnly(443);
        assertThat(drawn(endpoints, 50)).extracting(Endpoint::port).doesNotContain(443);
    }

    @Test
    void anUnknownComponentIsNoObstacleOnceItIsNamed() {
        RecordGenerator<Unknown> unknown = records(Unknown.class);
        assertThat(drawn(unknown.with("builder", just(new StringBuilder("x"))), 10))
                .hasSize(10);
        assertThatThrownBy(() -> drawn(unknown, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component builder of")
                .hasMessageContaining("type: java.lang.StringBuilder (expected: ")
                .hasMessageContaining("with(\"builder\", ...)");
    }

    @Test
    void namesAndValuesThatDoNotFitARecordAreRefused() {
        assertThatThrownBy(() -> records(Endpoint.class).with("ports", integers()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component: ports (expected: one of")
                .hasMessageContaining("[host, port]");
        assertThatThrownBy(() -> drawn(records(Endpoint.class).with("port", just("80")), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("80")
                .hasMessageContaining("argument type mismatch (expected: values of the types of [host, port])");
    }

    @Test
    void whatAConstructorRefusesIsToldWithTheWayToMendIt() {
        assertThatThrownBy(() -> drawn(records(Endpoint.class).with("port", just(0)), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(", 0) threw java.lang.IllegalArgumentException: port: 0 (expected: 1..65535)")
                .hasMessageContaining("records(Endpoint.class).with(...)");
    }

    @ParameterizedTest
    @ValueSource(classes = {StringBuilder.class, Object.class, Unknown.class, WithAClass.class, Runnable.class})
    void otherTypesAreRefusedAtOnce(Class<?> type) {
        assertThatThrownBy(() -> forType(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("type: .*(StringBuilder|Object|Plain|Runnable) \\(expected: a primitive .*");
    }

    @Test
    void aRecordThatHoldsItselfWithoutAnEndIsRefused() {
        assertThatThrownBy(() -> forType(Endless.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Endless (expected: one whose values can end");
    }

    @Test
    void aMissingArgumentIsRefused() {
        assertThatThrownBy(() -> forType(Raw.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.util.List without its arguments (expected: one like List<String>)");
        assertThatThrownBy(() -> forType(Pair.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Pair without its arguments");
    }

    @Test
    void aTypeWithArgumentsIsDerivedFromWhatReflectionGives() {
        Type listOfIntegers = Collections.class.getRecordComponents()[0].getGenericType();
        assertThat(drawn(forType(listOfIntegers), 50))
                .anySatisfy(list -> assertThat((List<?>) list).isNotEmpty().allMatch(Integer.class::isInstance));
    }

    private static <T> List<T> drawn(Generator<T> generator, int draws) {
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
