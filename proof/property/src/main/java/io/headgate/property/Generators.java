package io.headgate.property;

import java.lang.reflect.Type;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The generators to begin with. Bounds that cannot hold are refused at once, not when a value is drawn. */
public final class Generators {
    private static final Generator<Boolean> BOOLEANS = booleans(0.5);

    // Names, because to make all the zones reads the rules of each.
    private static final Generator<ZoneId> ZONES = sampledFrom(Stream.concat(
                            Stream.of("UTC"),
                            ZoneId.getAvailableZoneIds().stream().sorted())
                    .distinct()
                    .toList())
            .map(ZoneId::of);

    private Generators() {}

    /** Ints, of the whole range unless narrowed. */
    public static IntegerGenerator integers() {
        return new IntegerGenerator(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Ints of {@code min..max}, both inclusive. */
    public static IntegerGenerator integers(int min, int max) {
        return new IntegerGenerator(min, max);
    }

    /** Longs, of the whole range unless narrowed. */
    public static LongGenerator longs() {
        return new LongGenerator(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Longs of {@code min..max}, both inclusive. */
    public static LongGenerator longs(long min, long max) {
        return new LongGenerator(min, max);
    }

    /** True or false, one as often as the other; false is simpler. */
    public static Generator<Boolean> booleans() {
        return BOOLEANS;
    }

    /**
     * True in a share of the draws; false is simpler.
     *
     * @param probability of true, {@code 0..1}; at either end nothing is left to chance
     */
    public static Generator<Boolean> booleans(double probability) {
        var bounds = new BooleanChoice.Bounds(probability);
        return new Generator<>() {
            @Override
            Boolean generate(TestCase testCase) {
                return testCase.recording().choose(bounds).value();
            }

            @Override
            @Nullable
            List<Boolean> fewValues() {
                return bounds.count() == 2 ? List.of(false, true) : null;
            }
        };
    }

    /** Floats, of every kind unless bounded: both zeros, the infinities, NaN. */
    public static FloatGenerator floats() {
        return new FloatGenerator(RealRange.all(/* single= */ true));
    }

    /** Floats of {@code min..max}, both inclusive; not NaN. */
    public static FloatGenerator floats(float min, float max) {
        return floats().min(min).max(max);
    }

    /** Doubles, of every kind unless bounded: both zeros, the infinities, NaN. */
    public static DoubleGenerator doubles() {
        return new DoubleGenerator(RealRange.all(/* single= */ false));
    }

    /** Doubles of {@code min..max}, both inclusive; not NaN. */
    public static DoubleGenerator doubles(double min, double max) {
        return doubles().min(min).max(max);
    }

    /** Texts of any characters. */
    public static TextGenerator text() {
        return new TextGenerator(Alphabet.UNICODE, 0, Integer.MAX_VALUE);
    }

    /** Texts of one character each, which is one or two {@code char}s. */
    public static TextGenerator characters() {
        return new TextGenerator(Alphabet.UNICODE, 1, 1);
    }

    /** Runs of bytes. */
    public static BinaryGenerator binary() {
        return new BinaryGenerator(0, Integer.MAX_VALUE);
    }

    /** Always this value. */
    public static <T> Generator<T> just(T value) {
        return new Generator<>() {
            @Override
            T generate(TestCase testCase) {
                return value;
            }

            @Override
            List<T> fewValues() {
                return List.of(value);
            }
        };
    }

    /** One of some values; the first is simplest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Copied, never written to.
    public static <T> Generator<T> sampledFrom(T... values) {
        return sampledFrom(List.of(values));
    }

    /** One of some values, of which there must be one; the first is simplest. */
    public static <T> Generator<T> sampledFrom(List<? extends T> values) {
        return new SampledFrom<>(values);
    }

    /** The constants of an enum, of which there must be one; the one declared first is simplest. */
    public static <E extends Enum<E>> Generator<E> enums(Class<E> type) {
        E[] constants = type.getEnumConstants();
        if (constants == null || constants.length == 0) {
            throw new IllegalArgumentException("enums: " + type.getName() + " (expected: an enum with a constant)");
        }
        return sampledFrom(constants);
    }

    /** A value of one of some generators; the first is simplest, and deep inside a recursive value the likeliest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Copied, never written to.
    public static <T> Generator<T> oneOf(Generator<? extends T>... generators) {
        return oneOf(List.of(generators));
    }

    /** Like {@link #oneOf(Generator...)}, for a list that has at least one. */
    public static <T> Generator<T> oneOf(List<? extends Generator<? extends T>> generators) {
        return new OneOf<>(generators);
    }

    /** Nothing, which is simpler, or a generator's value. */
    public static <T> Generator<Optional<T>> optional(Generator<T> generator) {
        return oneOf(just(Optional.empty()), generator.map(Optional::of));
    }

    /** Lists of a generator's values. */
    public static <T> ListGenerator<T> lists(Generator<T> elements) {
        return new ListGenerator<>(elements, 0, Integer.MAX_VALUE);
    }

    /** Sets of a generator's values, which need {@code equals} and {@code hashCode}. */
    public static <T> SetGenerator<T> sets(Generator<T> elements) {
        return new SetGenerator<>(elements, 0, Integer.MAX_VALUE);
    }

    /** Maps from one generator's values, which need {@code equals} and {@code hashCode}, to another's. */
    public static <K, V> MapGenerator<K, V> maps(Generator<K> keys, Generator<V> values) {
        return new MapGenerator<>(keys, values, 0, Integer.MAX_VALUE);
    }

    /** The elements of a list in any order; the one they are in is simplest. */
    public static <T> Generator<List<T>> permutations(List<? extends T> elements) {
        List<T> copy = List.copyOf(elements);
        return composite(tc -> {
            List<T> left = new ArrayList<>(copy);
            List<T> permutation = new ArrayList<>();
            while (!left.isEmpty()) {
                permutation.add(left.remove((int) tc.draw(integers(0, left.size() - 1))));
            }
            return Collections.unmodifiableList(permutation);
        });
    }

    /** Some of the elements of a list, in its order; none is simplest. */
    public static <T> Generator<List<T>> subsets(List<? extends T> elements) {
        List<T> copy = List.copyOf(elements);
        return composite(tc -> copy.stream().filter(_ -> tc.draw(BOOLEANS)).toList());
    }

    /** Two values, each of its own generator. */
    public static <A, B> Generator<Tuple2<A, B>> tuples(Generator<A> a, Generator<B> b) {
        return composite(tc -> new Tuple2<>(tc.draw(a), tc.draw(b)));
    }

    /** Three values, each of its own generator. */
    public static <A, B, C> Generator<Tuple3<A, B, C>> tuples(Generator<A> a, Generator<B> b, Generator<C> c) {
        return composite(tc -> new Tuple3<>(tc.draw(a), tc.draw(b), tc.draw(c)));
    }

    /** Four values, each of its own generator. */
    public static <A, B, C, D> Generator<Tuple4<A, B, C, D>> tuples(
            Generator<A> a, Generator<B> b, Generator<C> c, Generator<D> d) {
        return composite(tc -> new Tuple4<>(tc.draw(a), tc.draw(b), tc.draw(c), tc.draw(d)));
    }

    /** Five values, each of its own generator. */
    public static <A, B, C, D, E> Generator<Tuple5<A, B, C, D, E>> tuples(
            Generator<A> a, Generator<B> b, Generator<C> c, Generator<D> d, Generator<E> e) {
        return composite(tc -> new Tuple5<>(tc.draw(a), tc.draw(b), tc.draw(c), tc.draw(d), tc.draw(e)));
    }

    /** Six values, each of its own generator. */
    public static <A, B, C, D, E, F> Generator<Tuple6<A, B, C, D, E, F>> tuples(
            Generator<A> a, Generator<B> b, Generator<C> c, Generator<D> d, Generator<E> e, Generator<F> f) {
        return composite(tc -> new Tuple6<>(tc.draw(a), tc.draw(b), tc.draw(c), tc.draw(d), tc.draw(e), tc.draw(f)));
    }

    /** Seven values, each of its own generator. */
    public static <A, B, C, D, E, F, G> Generator<Tuple7<A, B, C, D, E, F, G>> tuples(
            Generator<A> a,
            Generator<B> b,
            Generator<C> c,
            Generator<D> d,
            Generator<E> e,
            Generator<F> f,
            Generator<G> g) {
        return composite(
                tc -> new Tuple7<>(tc.draw(a), tc.draw(b), tc.draw(c), tc.draw(d), tc.draw(e), tc.draw(f), tc.draw(g)));
    }

    /** Eight values, each of its own generator. */
    public static <A, B, C, D, E, F, G, H> Generator<Tuple8<A, B, C, D, E, F, G, H>> tuples(
            Generator<A> a,
            Generator<B> b,
            Generator<C> c,
            Generator<D> d,
            Generator<E> e,
            Generator<F> f,
            Generator<G> g,
            Generator<H> h) {
        return composite(tc -> new Tuple8<>(
                tc.draw(a), tc.draw(b), tc.draw(c), tc.draw(d), tc.draw(e), tc.draw(f), tc.draw(g), tc.draw(h)));
    }

    /** A value of each generator, in order; beyond eight, or where their number is not known. */
    public static Generator<List<Object>> tuples(Generator<?>... generators) {
        List<Generator<?>> copy = List.of(generators);
        return composite(tc -> copy.stream().<Object>map(tc::draw).toList());
    }

    /** Values that a function makes of its own draws: the way to write a generator of one's own. */
    public static <T> Generator<T> composite(Function<TestCase, ? extends T> function) {
        return new Generator.Derived<>(function.getClass().getName().hashCode()) {
            @Override
            T generate(TestCase testCase) {
                return function.apply(testCase);
            }
        };
    }

    /**
     * A generator that is looked up when it is drawn from, so that it may be defined by means of itself. Values end
     * only if some branch of a {@link #oneOf} in it does not lead back; put that first.
     */
    public static <T> Generator<T> deferred(Supplier<? extends Generator<T>> generator) {
        return new Generator<>() {
            @Override
            T generate(TestCase testCase) {
                return testCase.draw(generator.get());
            }
        };
    }

    /**
     * The values of a class: a primitive or its box, String, byte[], UUID, InetAddress, a date, time, duration or zone
     * of java.time, an enum, a record of such, a sealed interface of such, or an array of such.
     *
     * @throws IllegalArgumentException if it is another class, or has a part that is
     */
    @SuppressWarnings("unchecked") // The derivation is of that very class.
    public static <T> Generator<T> forType(Class<T> type) {
        return (Generator<T>) forType((Type) type);
    }

    /**
     * Like {@link #forType(Class)}, for a type with arguments too: a List, Set, Map or Optional, or a generic record.
     *
     * @param type as reflection gives it, such as {@link java.lang.reflect.RecordComponent#getGenericType}
     */
    public static Generator<?> forType(Type type) {
        return new Derivation().of(ResolvedType.of(type));
    }

    /**
     * Records of a class; each component of the values that {@link #forType} has for its type, unless
     * {@link RecordGenerator#with} says otherwise. One of a type that it knows none for has to be named there.
     */
    public static <T extends Record> RecordGenerator<T> records(Class<T> type) {
        return RecordGenerator.of(type);
    }

    /** Addresses of electronic mail, with odd but allowed characters before the at sign. */
    public static Generator<String> emails() {
        return new Emails();
    }

    /** URLs of http and https, percent-encoded where needed. */
    public static Generator<String> urls() {
        return new Urls();
    }

    /** Names of hosts. */
    public static DomainGenerator domains() {
        return DomainGenerator.any();
    }

    /** IP addresses of either version. */
    public static IpAddressGenerator ipAddresses() {
        return IpAddressGenerator.any();
    }

    /** UUIDs. */
    public static UuidGenerator uuids() {
        return UuidGenerator.any();
    }

    /** Dates of the years 1 to 9999, unless bounded. */
    public static DateGenerator dates() {
        return new DateGenerator(DateGenerator.FIRST, DateGenerator.LAST);
    }

    /** Times of a day. */
    public static TimeGenerator times() {
        return new TimeGenerator(LocalTime.MIN, LocalTime.MAX);
    }

    /** Dates of the years 1 to 9999, unless bounded, with a time. */
    public static DateTimeGenerator datetimes() {
        return new DateTimeGenerator(
                DateGenerator.FIRST.atTime(LocalTime.MIN), DateGenerator.LAST.atTime(LocalTime.MAX));
    }

    /** Offsets from UTC. */
    public static ZoneOffsetGenerator zoneOffsets() {
        return new ZoneOffsetGenerator(ZoneOffset.ofHours(-18), ZoneOffset.ofHours(18));
    }

    /** The time zones that this JDK knows by a name; UTC is simplest. Another JDK may know others. */
    public static Generator<ZoneId> zoneIds() {
        return ZONES;
    }

    /** Durations from zero to 292 years, unless bounded. */
    public static DurationGenerator durations() {
        return new DurationGenerator(0, Long.MAX_VALUE);
    }

    /** Texts that match a regular expression as a whole; see {@link #fromRegex(String, int)}. */
    public static Generator<String> fromRegex(String regex) {
        return fromRegex(regex, 0);
    }

    /**
     * Texts that match a regular expression of {@link Pattern} as a whole. They are built from it, not searched for,
     * but for three things that are drawn first and looked at afterwards, so that test cases may be rejected: word
     * boundaries, possessive quantifiers and atomic groups.
     *
     * @param flags of {@link Pattern#compile(String, int)}
     * @throws IllegalArgumentException for what this cannot build: look-ahead and look-behind, back references,
     *     {@code \X}, anchors other than at the ends, and the flags MULTILINE, COMMENTS and CANON_EQ
     */
    public static Generator<String> fromRegex(String regex, int flags) {
        return Regex.generator(regex, flags);
    }
}
