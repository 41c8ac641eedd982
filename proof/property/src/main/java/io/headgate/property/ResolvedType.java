package io.headgate.property;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type with its arguments filled in. {@link Type} says the same in five ways, which are not equal to each other.
 *
 * @param raw the class
 * @param arguments for its type parameters; an array has its component here
 */
record ResolvedType(Class<?> raw, List<ResolvedType> arguments) {

    /**
     * A type as it is, or as reflection gives it for a component, a parameter or a result.
     *
     * @throws IllegalArgumentException if an argument is missing or unknown
     */
    static ResolvedType of(Type type) {
        return of(type, Map.of());
    }

    private static ResolvedType of(Type type, Map<TypeVariable<?>, ResolvedType> known) {
        return switch (type) {
            case Class<?> array when array.isArray() -> array(of(array.getComponentType(), known));
            case Class<?> plain -> {
                if (plain.getTypeParameters().length > 0) {
                    throw new IllegalArgumentException(
                            "type: " + plain.getName() + " without its arguments (expected: one like List<String>)");
                }
                yield new ResolvedType(plain, List.of());
            }
            case ParameterizedType generic ->
                new ResolvedType(
                        (Class<?>) generic.getRawType(),
                        Arrays.stream(generic.getActualTypeArguments())
                                .map(argument -> of(argument, known))
                                .toList());
            case GenericArrayType array -> array(of(array.getGenericComponentType(), known));
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], known);
            case TypeVariable<?> variable -> {
                ResolvedType argument = known.get(variable);
                if (argument == null) {
                    throw new IllegalArgumentException("type: variable " + variable + " of "
                            + variable.getGenericDeclaration() + " (expected: a type)");
                }
                yield argument;
            }
            default -> throw new IllegalArgumentException("type: " + type + " (expected: one of Java's own)");
        };
    }

    private static ResolvedType array(ResolvedType component) {
        return new ResolvedType(component.raw.arrayType(), List.of(component));
    }

    /** The type of a component of this record. */
    ResolvedType of(RecordComponent component) {
        return of(component.getGenericType(), bindings());
    }

    /**
     * The type of one of the classes that this sealed interface permits. A type variable of that class is the argument
     * it is passed on as.
     */
    ResolvedType permitted(Class<?> branch) {
        if (branch.getTypeParameters().length == 0) {
            return new ResolvedType(branch, List.of());
        }
        Map<TypeVariable<?>, ResolvedType> known = new HashMap<>();
        for (Type superType : branch.getGenericInterfaces()) {
            if (superType instanceof ParameterizedType generic && generic.getRawType() == raw) {
                Type[] passedOn = generic.getActualTypeArguments();
                for (int i = 0; i < passedOn.length; i++) {
                    if (passedOn[i] instanceof TypeVariable<?> variable) {
                        known.put(variable, arguments.get(i));
                    }
                }
            }
        }
        return new ResolvedType(
                branch,
                Arrays.stream(branch.getTypeParameters())
                        .map(parameter -> of(parameter, known))
                        .toList());
    }

    private Map<TypeVariable<?>, ResolvedType> bindings() {
        Map<TypeVariable<?>, ResolvedType> bindings = new HashMap<>();
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int i = 0; i < arguments.size(); i++) {
            bindings.put(parameters[i], arguments.get(i));
        }
        return bindings;
    }

    @Override
    public String toString() {
        if (raw.isArray()) {
            return arguments.getFirst() + "[]";
        }
        return raw.getName()
                + (arguments.isEmpty()
                        ? ""
                        : arguments.toString().replace('[', '<').replace(']', '>'));
    }
}
