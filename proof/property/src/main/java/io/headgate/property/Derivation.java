package io.headgate.property;

import static io.headgate.property.Generators.characters;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.maps;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.optional;
import static io.headgate.property.Generators.sets;

import java.lang.reflect.Array;
import java.net.InetAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds the generator of a type. A type that holds itself, a tree, is looked up where it comes again; its values end,
 * because the branches of a sealed interface are ordered by height, of which the first is the likelier the deeper a draw
 * is, and because collections and optionals may be empty.
 *
 * <p>Confined to one derivation.
 */
final class Derivation {
    private static final Map<Class<?>, Generator<?>> SCALARS = Map.ofEntries(
            Map.entry(boolean.class, Generators.booleans()),
            Map.entry(Boolean.class, Generators.booleans()),
            Map.entry(byte.class, integers(Byte.MIN_VALUE, Byte.MAX_VALUE).map(Integer::byteValue)),
            Map.entry(Byte.class, integers(Byte.MIN_VALUE, Byte.MAX_VALUE).map(Integer::byteValue)),
            Map.entry(short.class, integers(Short.MIN_VALUE, Short.MAX_VALUE).map(Integer::shortValue)),
            Map.entry(Short.class, integers(Short.MIN_VALUE, Short.MAX_VALUE).map(Integer::shortValue)),
            Map.entry(int.class, integers()),
            Map.entry(Integer.class, integers()),
            Map.entry(long.class, Generators.longs()),
            Map.entry(Long.class, Generators.longs()),
            Map.entry(float.class, Generators.floats()),
            Map.entry(Float.class, Generators.floats()),
            Map.entry(double.class, Generators.doubles()),
            Map.entry(Double.class, Generators.doubles()),
            Map.entry(char.class, characters().codePoints(0, 0xFFFF).map(text -> text.charAt(0))),
            Map.entry(Character.class, characters().codePoints(0, 0xFFFF).map(text -> text.charAt(0))),
            Map.entry(String.class, Generators.text()),
            Map.entry(byte[].class, Generators.binary()),
            Map.entry(UUID.class, Generators.uuids()),
            Map.entry(InetAddress.class, Generators.ipAddresses()),
            Map.entry(LocalDate.class, Generators.dates()),
            Map.entry(LocalTime.class, Generators.times()),
            Map.entry(LocalDateTime.class, Generators.datetimes()),
            Map.entry(Duration.class, Generators.durations()),
            Map.entry(ZoneOffset.class, Generators.zoneOffsets()),
            Map.entry(ZoneId.class, Generators.zoneIds()));

    /** The height of a value that never ends; far from overflowing when one is added. */
    private static final int ENDLESS = Integer.MAX_VALUE / 2;

    private final Map<ResolvedType, Generator<?>> found = new HashMap<>();
    private final Set<ResolvedType> looking = new HashSet<>();

    /**
     * The generator of a type.
     *
     * @throws IllegalArgumentException if there is none for it or for a part of it
     */
    Generator<?> of(ResolvedType type) {
        Generator<?> scalar = SCALARS.get(type.raw());
        if (scalar != null) {
            return scalar;
        }
        if (height(type, new HashSet<>()) >= ENDLESS) {
            throw new IllegalArgumentException(
                    "type: " + type + " (expected: one whose values can end; every one of these holds another)");
        }
        Generator<?> before = found.get(type);
        if (before != null) {
            return before;
        }
        if (looking.contains(type)) {
            return Generators.deferred(() -> known(type));
        }
        looking.add(type);
        try {
            Generator<?> generator = find(type);
            found.put(type, generator);
            return generator;
        } finally {
            looking.remove(type);
        }
    }

    @SuppressWarnings("unchecked") // Only used to draw from.
    private Generator<Object> known(ResolvedType type) {
        Generator<?> generator = found.get(type);
        if (generator == null) {
            throw new IllegalStateException("drawn from before it was derived: " + type);
        }
        return (Generator<Object>) generator;
    }

    private Generator<?> find(ResolvedType type) {
        Class<?> raw = type.raw();
        List<ResolvedType> arguments = type.arguments();
        if (raw == List.class) {
            return lists(of(arguments.getFirst()));
        }
        if (raw == Set.class) {
            return sets(of(arguments.getFirst()));
        }
        if (raw == Map.class) {
            return maps(of(arguments.getFirst()), of(arguments.getLast()));
        }
        if (raw == Optional.class) {
            return optional(of(arguments.getFirst()));
        }
        if (raw.isArray()) {
            return lists(of(arguments.getFirst())).map(elements -> array(raw, elements));
        }
        if (raw.isEnum()) {
            return constants(raw);
        }
        if (raw.isRecord()) {
            return new RecordGenerator<>(raw, component -> of(type.of(component)));
        }
        if (raw.isSealed() && raw.isInterface()) {
            return oneOf(branches(type)
                    .sorted(Comparator.comparingInt(branch -> height(branch, new HashSet<>(Set.of(type)))))
                    .map(this::of)
                    .toList());
        }
        throw new IllegalArgumentException("type: " + type + " (expected: a primitive or its box, String, byte[], UUID,"
                + " InetAddress, a date, time, duration or zone, an enum, a record, a sealed interface of such, or a"
                + " List, Set, Map, Optional or array of such)");
    }

    private static Stream<ResolvedType> branches(ResolvedType sealed) {
        return Stream.of(sealed.raw().getPermittedSubclasses()).map(sealed::permitted);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The class is known to be an enum's.
    private static Generator<?> constants(Class<?> raw) {
        return enums((Class) raw);
    }

    private static Object array(Class<?> raw, List<?> elements) {
        Object array = Array.newInstance(raw.getComponentType(), elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    /** How many records the flattest value has nested in each other. */
    private static int height(ResolvedType type, Set<ResolvedType> around) {
        Class<?> raw = type.raw();
        boolean isSealed = raw.isSealed() && raw.isInterface();
        if (!raw.isRecord() && !isSealed) {
            return 0;
        }
        if (!around.add(type)) {
            return ENDLESS;
        }
        int height = isSealed
                ? branches(type)
                        .mapToInt(branch -> height(branch, around))
                        .min()
                        .orElse(0)
                : 1
                        + Stream.of(raw.getRecordComponents())
                                .mapToInt(component -> height(type.of(component), around))
                                .max()
                                .orElse(0);
        around.remove(type);
        return Math.min(height, ENDLESS);
    }
}
