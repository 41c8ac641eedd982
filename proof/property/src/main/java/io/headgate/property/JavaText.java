package io.headgate.property;

import java.lang.reflect.Array;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values written as Java one can paste: an expression that makes an equal value. Types are named without their package,
 * nested ones with the type around them. Characters outside of ASCII are escaped, as what looks alike may differ. What
 * this does not know is written as its own {@code toString}.
 *
 * <p>Confined to one call of {@link #of}.
 */
final class JavaText {
    /** Where the text is cut: nobody reads on, and a log with a large value in every line is of no use. */
    static final int MAX_LENGTH = 8 * 1024;

    /** Map.of takes no more entries than this. */
    private static final int MAP_OF = 10;

    private final StringBuilder text = new StringBuilder();

    private JavaText() {}

    /** The value as Java, cut with a remark where it gets longer than {@link #MAX_LENGTH}. */
    static String of(@Nullable Object value) {
        JavaText java = new JavaText();
        java.value(value);
        StringBuilder text = java.text;
        if (text.length() > MAX_LENGTH) {
            text.setLength(MAX_LENGTH);
            text.append(" /* cut after ").append(MAX_LENGTH).append(" characters */");
        }
        return text.toString();
    }

    private boolean isFull() {
        return text.length() > MAX_LENGTH;
    }

    private void value(@Nullable Object value) {
        if (isFull()) {
            return;
        }
        switch (value) {
            case null -> text.append("null");
            case Integer number -> text.append(number);
            case Boolean bool -> text.append(bool);
            case Long number -> text.append(number).append('L');
            case Byte number -> text.append("(byte) ").append(number);
            case Short number -> text.append("(short) ").append(number);
            case Double number -> number(number);
            case Float number -> number(number);
            case Character character -> character(character);
            case String string -> string(string);
            case BigInteger number -> call("new BigInteger", number.toString());
            case BigDecimal number -> call("new BigDecimal", number.toString());
            case Enum<?> constant ->
                text.append(name(constant.getDeclaringClass())).append('.').append(constant.name());
            case Class<?> type -> text.append(name(type)).append(".class");
            case Optional<?> optional -> optional(optional);
            case List<?> list -> list(list);
            case Set<?> set -> set(set);
            case Map<?, ?> map -> map(map);
            case Map.Entry<?, ?> entry -> call("Map.entry", entry.getKey(), entry.getValue());
            case Record tuple -> tuple(tuple);
            case UUID uuid -> call("UUID.fromString", uuid.toString());
            case URI uri -> call("URI.create", uri.toString());
            case InetAddress address -> address(address);
            case LocalDate date -> call("LocalDate.of", date.getYear(), date.getMonthValue(), date.getDayOfMonth());
            case LocalTime time -> time(time);
            case LocalDateTime moment -> call("LocalDateTime.of", moment.toLocalDate(), moment.toLocalTime());
            case OffsetDateTime moment -> call("OffsetDateTime.of", moment.toLocalDateTime(), moment.getOffset());
            case ZonedDateTime moment ->
                call("ZonedDateTime.ofLocal", moment.toLocalDateTime(), moment.getZone(), moment.getOffset());
            case Instant instant -> call("Instant.parse", instant.toString());
            case Duration duration -> duration(duration);
            case ZoneOffset offset -> offset(offset);
            case ZoneId zone -> call("ZoneId.of", zone.getId());
            default -> {
                if (value.getClass().isArray()) {
                    array(value);
                } else {
                    unknown(value);
                }
            }
        }
    }

    private void number(double number) {
        if (Double.isFinite(number)) {
            text.append(number);
        } else {
            notFinite("Double", number);
        }
    }

    private void number(float number) {
        if (Float.isFinite(number)) {
            text.append(number).append('f');
        } else {
            notFinite("Float", number);
        }
    }

    private void notFinite(String type, double number) {
        text.append(type)
                .append(Double.isNaN(number) ? ".NaN" : number > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
    }

    private void character(char character) {
        text.append('\'');
        if (character == '\'') {
            text.append("\\'");
        } else if (character == '"') {
            text.append('"');
        } else {
            escaped(character);
        }
        text.append('\'');
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length() && !isFull(); i++) {
            escaped(string.charAt(i));
        }
        text.append('"');
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c >= ' ' && c <= '~') {
                    text.append(c);
                } else {
                    text.append(String.format("\\u%04X", (int) c));
                }
            }
        }
    }

    private void optional(Optional<?> optional) {
        if (optional.isPresent()) {
            call("Optional.of", optional.get());
        } else {
            text.append("Optional.empty()");
        }
    }

    private void list(List<?> list) {
        if (list.size() == 1 && holdsNull(list)) {
            text.append("Collections.singletonList(null)");
        } else {
            call(holdsNull(list) ? "Arrays.asList" : "List.of", list.iterator());
        }
    }

    private void set(Set<?> set) {
        if (holdsNull(set)) {
            text.append("new LinkedHashSet<>(");
            list(Arrays.asList(set.toArray()));
            text.append(')');
        } else {
            call("Set.of", set.iterator());
        }
    }

    private void map(Map<?, ?> map) {
        if (holdsNull(map.keySet()) || holdsNull(map.values())) {
            unknown(map);
        } else if (map.size() > MAP_OF) {
            call("Map.ofEntries", map.entrySet().iterator());
        } else {
            call(
                    "Map.of",
                    map.entrySet().stream()
                            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                            .iterator());
        }
    }

    /** Not {@code contains(null)}, which unmodifiable collections answer with an exception. */
    private static boolean holdsNull(Iterable<?> elements) {
        for (Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }

    private void tuple(Record tuple) {
        Class<?> type = tuple.getClass();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                values[i] = accessor.invoke(tuple);
            }
        } catch (IllegalAccessException | InvocationTargetException | InaccessibleObjectException _) {
            unknown(tuple);
            return;
        }
        call("new " + name(type) + (type.getTypeParameters().length > 0 ? "<>" : ""), values);
    }

    private void address(InetAddress address) {
        // The literal of an IPv4-mapped address would be read as one of version 4.
        if (address instanceof Inet6Address
                && !InetAddress.ofLiteral(address.getHostAddress()).equals(address)) {
            text.append("Inet6Address.getByAddress(null, ");
            array(address.getAddress());
            text.append(", -1)");
        } else {
            call("InetAddress.ofLiteral", address.getHostAddress());
        }
    }

    private void time(LocalTime time) {
        if (time.getNano() != 0) {
            call("LocalTime.of", time.getHour(), time.getMinute(), time.getSecond(), time.getNano());
        } else if (time.getSecond() != 0) {
            call("LocalTime.of", time.getHour(), time.getMinute(), time.getSecond());
        } else {
            call("LocalTime.of", time.getHour(), time.getMinute());
        }
    }

    private void duration(Duration duration) {
        if (duration.isZero()) {
            text.append("Duration.ZERO");
        } else if (duration.toNanosPart() == 0) {
            call("Duration.ofSeconds", duration.toSeconds());
        } else if (duration.toSeconds() == 0) {
            call("Duration.ofNanos", duration.toNanos());
        } else {
            call("Duration.ofSeconds", duration.toSeconds(), (long) duration.toNanosPart());
        }
    }

    private void offset(ZoneOffset offset) {
        if (offset.equals(ZoneOffset.UTC)) {
            text.append("ZoneOffset.UTC");
        } else {
            call("ZoneOffset.ofTotalSeconds", offset.getTotalSeconds());
        }
    }

    private void array(Object array) {
        Class<?> component = array.getClass().getComponentType();
        text.append("new ").append(name(component)).append("[] {");
        for (int i = 0; i < Array.getLength(array) && !isFull(); i++) {
            separate(i);
            Object element = Array.get(array, i);
            // A constant that fits needs no cast here.
            value(element instanceof Byte || element instanceof Short ? ((Number) element).intValue() : element);
        }
        text.append('}');
    }

    private void unknown(Object value) {
        try {
            text.append(value);
        } catch (RuntimeException failed) {
            // The value may be broken in the very way that is being reported, and that report must come out.
            text.append("/* ")
                    .append(name(value.getClass()))
                    .append(", whose toString() threw ")
                    .append(failed.getClass().getName())
                    .append(" */");
        }
    }

    private void call(String function, @Nullable Object... arguments) {
        call(function, Arrays.asList(arguments).iterator());
    }

    private void call(String function, Iterator<?> arguments) {
        text.append(function).append('(');
        for (int i = 0; arguments.hasNext() && !isFull(); i++) {
            separate(i);
            value(arguments.next());
        }
        text.append(')');
    }

    private void separate(int before) {
        if (before > 0) {
            text.append(", ");
        }
    }

    /** The name of a type as a file that imports it, or the type around it, may write it. */
    private static String name(Class<?> type) {
        String canonical = type.getCanonicalName();
        if (canonical == null) {
            return type.getSimpleName(); // local and anonymous classes
        }
        String inPackage = type.getPackageName();
        return canonical.startsWith(inPackage + ".") ? canonical.substring(inPackage.length() + 1) : canonical;
    }
}
