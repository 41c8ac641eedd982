package io.headgate.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Header lines an operator adds, sets and removes, compiled to bytes. Immutable.
 *
 * <p>{@code set} replaces every line of that name by one, {@code add} adds a line beside those that are there, {@code remove}
 * takes every line of that name away. Removal comes first, so that setting and removing one name sets it.
 */
public final class HeaderEdits {
    public static final HeaderEdits NONE = new HeaderEdits(Map.of(), List.of(), List.of());

    /** Lower-case names whose lines do not pass: removed or replaced. */
    private final byte[][] dropped;
    /** Complete lines {@code name: value CRLF} to append. */
    private final byte[] appended;

    private final List<Field> fields;

    /** A name (lower case) and value to append: what {@link #appended} holds as bytes. */
    public record Field(String name, String value) {}

    /**
     * @param set names and values that replace
     * @param add names and values that are added, in order
     * @param remove names
     * @throws IllegalArgumentException if a name is not a token or a value holds control characters
     */
    public HeaderEdits(Map<String, String> set, List<Map.Entry<String, String>> add, List<String> remove) {
        List<byte[]> drops = new ArrayList<>();
        for (String name : set.keySet()) {
            drops.add(lowerCase(name));
        }
        for (String name : remove) {
            drops.add(lowerCase(name));
        }
        dropped = drops.toArray(byte[][]::new);
        List<Field> appends = new ArrayList<>();
        set.forEach((name, value) -> appends.add(field(name, value)));
        add.forEach(entry -> appends.add(field(entry.getKey(), entry.getValue())));
        fields = List.copyOf(appends);
        StringBuilder lines = new StringBuilder();
        for (Field field : fields) {
            lines.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        appended = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Field field(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("header " + name + ": control or non-Latin character at " + i);
            }
        }
        return new Field(new String(lowerCase(name), StandardCharsets.ISO_8859_1), value);
    }

    private static byte[] lowerCase(String name) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("header name: \"" + name + "\" (expected: a token of RFC 9110)");
        }
        return name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean dropsAny() {
        return dropped.length > 0;
    }

    /** Whether lines of this name do not pass. */
    boolean drops(byte[] bytes, int from, int to) {
        for (byte[] name : dropped) {
            if (equalsIgnoreCase(name, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    byte[] appended() {
        return appended;
    }

    List<Field> fields() {
        return fields;
    }

    /** Compares with a name that is lower case already; {@code bytes} are token characters. */
    static boolean equalsIgnoreCase(byte[] lowerCase, byte[] bytes, int from, int to) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int b = bytes[from + i];
            if (b >= 'A' && b <= 'Z') {
                b |= 0x20;
            }
            if (b != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
