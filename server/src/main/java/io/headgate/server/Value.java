package io.headgate.server;

import io.headgate.server.Node.Mapping;
import io.headgate.server.Node.Member;
import io.headgate.server.Node.Scalar;
import io.headgate.server.Node.ScalarKind;
import io.headgate.server.Node.Sequence;
import io.headgate.server.Problem.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value of the file together with the key path that leads to it. Every reading method gives the value in its own type, or
 * records what is wrong with it and gives null; so a caller reads on and all problems come out at once.
 *
 * @param path keys joined by dots, list positions in brackets, such as {@code hosts.shop.example.com.routes[0].pool}
 */
// Methods that record an error return null of whatever type the reading has: nothing is cast, since there is no object.
@SuppressWarnings("TypeParameterUnusedInFormals")
record Value(Node node, String path, Problems problems) {

    private static final int MAX_SHOWN = 60;

    /** Reads something out of {@code A}; null when that failed and the problem is recorded. */
    @FunctionalInterface
    interface Reader<A, T> {
        @Nullable
        T read(A from);
    }

    /** One entry of a mapping whose keys the author chooses. {@code keyAt} is where the key begins. */
    record Named(String name, Source keyAt, Value value) {

        void refuseName(Kind kind, String message) {
            value.problems.error(kind, keyAt, value.path, message);
        }
    }

    Source at() {
        return node.at();
    }

    boolean isMapping() {
        return node instanceof Mapping;
    }

    boolean isScalar() {
        return node instanceof Scalar;
    }

    boolean isWord(String word) {
        return node instanceof Scalar scalar
                && scalar.kind() == ScalarKind.TEXT
                && scalar.text().equals(word);
    }

    /** Text that obeys the rule. */
    @Nullable
    String text(TextRule rule) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.TEXT) {
            boolean wantsQuotes = node instanceof Scalar scalar && scalar.kind() != ScalarKind.NULL;
            return wrongType(wantsQuotes ? "text: \"" + shown() + "\"" : rule.expected());
        }
        return rule.accepts(scalar.text()) ? scalar.text() : wrong(rule.expected());
    }

    /** A whole number in decimal digits. */
    @Nullable
    Integer integer(IntRange range) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.INTEGER) {
            return wrongType("a whole number, " + range);
        }
        // Hexadecimal and octal are YAML, but nobody means them here.
        boolean readable = scalar.text().length() <= 10
                && !scalar.text().startsWith("0x")
                && !scalar.text().startsWith("0o");
        if (!readable || !range.contains(Long.parseLong(scalar.text()))) {
            return wrong(range.toString());
        }
        return Integer.parseInt(scalar.text());
    }

    @Nullable
    Boolean flag() {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.BOOLEAN) {
            return wrongType("true or false");
        }
        return scalar.text().charAt(0) == 't' || scalar.text().charAt(0) == 'T';
    }

    /** Whether this is {@code true}; anything else is a problem. */
    boolean isTrue() {
        Boolean flag = flag();
        if (flag != null && !flag) {
            wrong("true");
        }
        return flag != null && flag;
    }

    @Nullable
    Duration duration(DurationRange range) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.TEXT) {
            return wrongType("a duration such as 250ms, 5s, 10m or 1h; here " + range);
        }
        Duration duration = DurationRange.parse(scalar.text());
        if (duration == null) {
            return wrong("a duration such as 250ms, 5s, 10m or 1h; here " + range);
        }
        return range.contains(duration) ? duration : wrong(range.toString());
    }

    /** Bytes. */
    @Nullable
    Integer size(SizeRange range) {
        if (!(node instanceof Scalar scalar)
                || (scalar.kind() != ScalarKind.TEXT && scalar.kind() != ScalarKind.INTEGER)) {
            return wrongType("a size such as 512, 16KiB or 1MiB; here " + range);
        }
        long bytes = SizeRange.parse(scalar.text());
        if (bytes == SizeRange.NOT_A_SIZE) {
            return wrong("a size such as 512, 16KiB or 1MiB; here " + range);
        }
        return range.contains(bytes) ? Integer.valueOf((int) bytes) : wrong(range.toString());
    }

    /** {@code 0%..100%}. */
    @Nullable
    Integer percent() {
        if (!(node instanceof Scalar scalar) || scalar.kind() != ScalarKind.TEXT) {
            return wrongType("a percentage, 0%..100%");
        }
        String text = scalar.text();
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : "";
        boolean number = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && PoolConfig.PERCENT.contains(Integer.parseInt(digits));
        return number ? Integer.valueOf(digits) : wrong("a percentage, 0%..100%");
    }

    /** One of some words; quotes are of no matter, so that {@code 503} and {@code "503"} are one word. */
    <W extends Word> @Nullable W word(W[] words) {
        List<String> accepted = Arrays.stream(words).map(Word::word).toList();
        int index = oneOf(accepted);
        return index < 0 ? null : words[index];
    }

    /** One of some numbers. */
    @Nullable
    Integer oneOfNumbers(List<Integer> numbers) {
        Integer number = node instanceof Scalar scalar && scalar.kind() == ScalarKind.INTEGER
                ? numbers.stream()
                        .filter(n -> n.toString().equals(scalar.text()))
                        .findFirst()
                        .orElse(null)
                : null;
        return number != null
                ? number
                : wrong("one of "
                        + Problems.listed(numbers.stream().map(Object::toString).toList()));
    }

    private int oneOf(List<String> accepted) {
        String expected = "one of " + String.join(", ", accepted);
        if (!(node instanceof Scalar scalar) || scalar.kind() == ScalarKind.NULL) {
            wrongType(expected);
            return -1;
        }
        int index = accepted.indexOf(scalar.text());
        if (index < 0) {
            wrong(accepted, expected);
        }
        return index;
    }

    boolean isEmptyList() {
        return node instanceof Sequence sequence && sequence.items().isEmpty();
    }

    /** The items of a list; those that could not be read are left out. */
    <T> @Nullable List<T> list(Reader<Value, T> reader) {
        if (!(node instanceof Sequence)) {
            return wrongType("a list");
        }
        List<Value> items = items();
        List<T> all = new ArrayList<>(items.size());
        for (Value item : items) {
            T one = reader.read(item);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    /** The items of a list, unread; none when it is no list, which is recorded. */
    List<Value> items() {
        if (!(node instanceof Sequence sequence)) {
            wrongType("a list");
            return List.of();
        }
        List<Value> items = new ArrayList<>(sequence.items().size());
        for (Node item : sequence.items()) {
            items.add(new Value(item, path + "[" + items.size() + "]", problems));
        }
        return items;
    }

    /** The entries of a mapping whose keys the author chooses; none when it is no mapping, which is recorded. */
    List<Named> named() {
        if (!(node instanceof Mapping mapping)) {
            wrongType("a mapping");
            return List.of();
        }
        List<Named> entries = new ArrayList<>(mapping.members().size());
        for (Map.Entry<String, Member> member : mapping.members().entrySet()) {
            String name = member.getKey();
            Member to = member.getValue();
            entries.add(new Named(name, to.keyAt(), new Value(to.value(), below(name), problems)));
        }
        return entries;
    }

    /** A mapping with known keys; keys that {@code reader} does not ask for are refused. */
    <T> @Nullable T object(Reader<Section, T> reader) {
        if (!(node instanceof Mapping mapping)) {
            return wrongType("a mapping");
        }
        return Section.read(mapping, path, problems, reader);
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Records that this value is not accepted. Always null, so that it can end a reading. */
    <T> @Nullable T wrong(String expected) {
        return error(Kind.VALUE, shown() + " (expected: " + expected + ")");
    }

    /** As {@link #wrong(String)}, with the nearest of the accepted words. */
    <T> @Nullable T wrong(List<String> accepted, String expected) {
        List<String> suggestions =
                node instanceof Scalar scalar ? problems.nearest(scalar.text(), accepted) : List.of();
        problems.error(
                Kind.VALUE,
                at(),
                path,
                shown() + Problems.didYouMean(suggestions) + " (expected: " + expected + ")",
                suggestions);
        return null;
    }

    <T> @Nullable T wrongType(String expected) {
        String what = switch (node) {
            case Scalar(var _, var kind, var _, var _) when kind == ScalarKind.NULL -> "nothing";
            case Scalar(var _, var kind, var _, var _) -> shown() + " is " + kind.words();
            case Sequence _ -> "a list";
            case Mapping _ -> "a mapping";
        };
        return error(Kind.TYPE, what + " (expected: " + expected + ")");
    }

    /** Records an error at this value. Always null. */
    <T> @Nullable T error(Kind kind, String message) {
        problems.error(kind, at(), path, message);
        return null;
    }

    /** Records an error at the character {@code index} of this text, as near as the file's form allows. Always null. */
    <T> @Nullable T errorAtCharacter(int index, Kind kind, String message) {
        Source place = node instanceof Scalar scalar && scalar.contentColumns() >= 0
                ? at().right(scalar.contentColumns() + index)
                : at();
        problems.error(kind, place, path, message);
        return null;
    }

    void warning(Kind kind, String message) {
        problems.warning(kind, at(), path, message);
    }

    /** The value as a message shows it: one line, cut when long, control characters escaped. */
    String shown() {
        return switch (node) {
            case Scalar(var _, var _, var text, var _) -> shown(text);
            case Sequence(var _, var items) -> items.isEmpty() ? "an empty list" : "a list";
            case Mapping(var _, var members) -> members.isEmpty() ? "an empty mapping" : "a mapping";
        };
    }

    static String shown(String text) {
        if (text.isEmpty()) {
            return "\"\"";
        }
        var shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > MAX_SHOWN ? shown + "..." : shown.toString();
    }
}
