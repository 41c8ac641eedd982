package io.headgate.property;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Records, each component drawn from a generator of its own: one named by {@link #with}, otherwise that of
 * {@link Generators#forType} for its type. The canonical constructor makes them; what it refuses is a defect of the
 * generators, which have to be narrowed to what it takes.
 */
public final class RecordGenerator<T> extends Generator<T> {
    private final Class<?> type;
    private final Map<String, Generator<?>> components;
    private final Constructor<?> constructor;

    /** Records of a class, with what {@code generators} has for each component. */
    RecordGenerator(Class<?> type, Function<RecordComponent, Generator<?>> generators) {
        this(type, named(type, generators));
    }

    private RecordGenerator(Class<?> type, Map<String, Generator<?>> components) {
        this.type = type;
        this.components = components;
        constructor = canonical(type);
    }

    /** Records of a class. A component of a type that no generator is known for is refused when it is drawn. */
    static <T> RecordGenerator<T> of(Class<T> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("records: " + type.getName() + " (expected: a record)");
        }
        ResolvedType withoutArguments = new ResolvedType(type, List.of());
        return new RecordGenerator<>(type, component -> derivedOrFailing(withoutArguments, component));
    }

    /**
     * This generator with another one for a component.
     *
     * @param component its name
     * @param generator of values of its type
     */
    public RecordGenerator<T> with(String component, Generator<?> generator) {
        if (!components.containsKey(component)) {
            throw new IllegalArgumentException("component: " + component + " (expected: one of " + type.getName() + ", "
                    + components.keySet() + ")");
        }
        Map<String, Generator<?>> changed = new LinkedHashMap<>(components);
        changed.put(component, generator);
        return new RecordGenerator<>(type, changed);
    }

    @Override
    @SuppressWarnings("unchecked") // The constructor is that of T.
    T generate(TestCase testCase) {
        List<Object> values = new ArrayList<>();
        for (Generator<?> component : components.values()) {
            values.add(testCase.draw(component));
        }
        try {
            return (T) constructor.newInstance(values.toArray());
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(
                    call(values) + " threw " + refused.getCause()
                            + " (expected: values it takes; narrow them by records(" + type.getSimpleName()
                            + ".class).with(...))",
                    refused.getCause());
        } catch (IllegalArgumentException | ReflectiveOperationException wrong) {
            throw new IllegalArgumentException(
                    call(values) + ": " + wrong.getMessage() + " (expected: values of the types of "
                            + components.keySet() + ")",
                    wrong);
        }
    }

    private String call(List<Object> values) {
        return "new " + type.getName() + values.stream().map(JavaText::of).collect(Collectors.joining(", ", "(", ")"));
    }

    private static Map<String, Generator<?>> named(Class<?> type, Function<RecordComponent, Generator<?>> generators) {
        Map<String, Generator<?>> components = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.put(component.getName(), generators.apply(component));
        }
        return components;
    }

    private static Generator<?> derivedOrFailing(ResolvedType type, RecordComponent component) {
        try {
            return new Derivation().of(type.of(component));
        } catch (IllegalArgumentException unknown) {
            return Generators.composite(_ -> {
                throw new IllegalArgumentException(
                        "component " + component.getName() + " of " + type + ": " + unknown.getMessage()
                                + "; or give it a generator by with(\"" + component.getName() + "\", ...)",
                        unknown);
            });
        }
    }

    private static Constructor<?> canonical(Class<?> type) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError("every record has a canonical constructor: " + type, impossible);
        }
    }
}
