package io.headgate.property;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values written as Java one can paste. */
final class JavaText {
    private JavaText() {}

    /** An expression that makes an equal value where this knows how, otherwise the value's own text. */
    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Long number -> number + "L";
            case List<?> list -> list.stream().map(JavaText::of).collect(Collectors.joining(", ", "List.of(", ")"));
            default -> value.toString();
        };
    }
}
