package io.headgate.server;

import io.headgate.server.Node.Mapping;
import io.headgate.server.Node.Member;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys, being read. The keys asked for are the keys there are: when the reading ends, every other key of the
 * file is refused, with the nearest one asked for. So the accepted keys are written down once, where they are read. Confined to one reading.
 */
final class Section {

    private final Mapping mapping;
    private final String path;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> later = new HashSet<>();
    private final List<String> missing = new ArrayList<>();

    private Section(Mapping mapping, String path, Problems problems) {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
    }

    static <T> @Nullable T read(Mapping mapping, String path, Problems problems, Reader<Section, T> reader) {
        var section = new Section(mapping, path, problems);
        T result = reader.read(section);
        section.close();
        return result;
    }

    /** Where the mapping begins. */
    Source at() {
        return mapping.at();
    }

    String path() {
        return path;
    }

    /** The value of a key, or null when the key is absent. */
    @Nullable
    Value find(String key) {
        known.add(key);
        Member member = mapping.members().get(key);
        return member == null ? null : new Value(member.value(), below(key), problems);
    }

    boolean has(String key) {
        return find(key) != null;
    }

    /** Null when the key is absent or its value is wrong. */
    <T> @Nullable T read(String key, Reader<Value, T> reader) {
        Value value = find(key);
        return value == null ? null : reader.read(value);
    }

    /** {@code otherwise} when the key is absent, or when its value is wrong, which refuses the file anyway. */
    <T> T read(String key, T otherwise, Reader<Value, T> reader) {
        T result = read(key, reader);
        return result == null ? otherwise : result;
    }

    /** As {@link #read(String, Reader)}; an absent key is an error. */
    <T> @Nullable T require(String key, Reader<Value, T> reader) {
        Value value = find(key);
        if (value == null) {
            missing.add(key);
            return null;
        }
        return reader.read(value);
    }

    /** An optional mapping; an absent one is read like an empty one, so that defaults are said once. */
    <T> @Nullable T object(String key, Reader<Section, T> reader) {
        Value value = find(key);
        if (value == null) {
            return Section.read(new Mapping(at(), new LinkedHashMap<>()), below(key), problems, reader);
        }
        return value.object(reader);
    }

    int integer(String key, int otherwise, IntRange range) {
        return read(key, (Integer) otherwise, value -> value.integer(range));
    }

    boolean flag(String key, boolean otherwise) {
        return read(key, (Boolean) otherwise, Value::flag);
    }

    Duration duration(String key, Duration otherwise, DurationRange range) {
        return read(key, otherwise, value -> value.duration(range));
    }

    int size(String key, int otherwise, SizeRange range) {
        return read(key, (Integer) otherwise, value -> value.size(range));
    }

    int percent(String key, int otherwise) {
        return read(key, (Integer) otherwise, Value::percent);
    }

    <W extends Word> W word(String key, W otherwise, W[] words) {
        return read(key, otherwise, value -> value.word(words));
    }

    /** An empty list when the key is absent. */
    <T> List<T> list(String key, Reader<Value, T> reader) {
        return read(key, List.<T>of(), value -> value.list(reader));
    }

    /** Keys that the design has and this version refuses by name. */
    void notYet(String... keys) {
        later.addAll(List.of(keys));
    }

    /**
     * The one of some keys that is present. None or more than one is an error, and then the result is null; none is not reported
     * when a misspelt key looks like one of them.
     */
    @Nullable
    String exactlyOne(String... keys) {
        List<String> present = new ArrayList<>();
        for (String key : keys) {
            if (has(key)) {
                present.add(key);
            }
        }
        if (present.size() == 1) {
            return present.getFirst();
        }
        if (present.isEmpty()) {
            missingOneOf(keys);
            return null;
        }
        conflict(
                present.get(1),
                "beside " + present.getFirst() + " (expected: only one of " + String.join(", ", keys) + ")");
        return null;
    }

    /** Records that one of some keys has to be there, unless a misspelt key looks like one of them. */
    void missingOneOf(String... keys) {
        List<String> wanted = List.of(keys);
        boolean misspelt = unknownKeys().stream()
                .anyMatch(key -> problems.nearest(key, known).stream().anyMatch(wanted::contains));
        if (!misspelt) {
            problems.error(
                    Kind.MISSING_KEY, at(), path, "incomplete (expected: one of " + String.join(", ", keys) + ")");
        }
    }

    /** Records that a key that is present may not be. */
    void conflict(String key, String message) {
        Value value = find(key);
        if (value != null) {
            problems.error(Kind.CONFLICT, keyAt(key), value.path(), message);
        }
    }

    /** Records what the author should know about a key that is present. */
    void warn(String key, String message) {
        Value value = find(key);
        if (value != null) {
            problems.warning(Kind.CONFLICT, keyAt(key), value.path(), message);
        }
    }

    private Source keyAt(String key) {
        Member member = mapping.members().get(key);
        return member == null ? at() : member.keyAt();
    }

    private List<String> unknownKeys() {
        return mapping.members().keySet().stream()
                .filter(key -> !known.contains(key) && !later.contains(key))
                .toList();
    }

    private String keys() {
        return known.isEmpty() ? "no key" : Problems.listed(List.copyOf(known));
    }

    private void close() {
        Set<String> meant = new HashSet<>();
        for (String key : unknownKeys()) {
            List<String> suggestions = problems.nearest(key, known);
            meant.addAll(suggestions);
            problems.error(
                    Kind.UNKNOWN_KEY,
                    keyAt(key),
                    below(Value.shown(key)),
                    "unknown key" + Problems.didYouMean(suggestions) + " (expected: " + keys() + ")",
                    suggestions);
        }
        for (String key : mapping.members().keySet()) {
            if (later.contains(key)) {
                problems.error(
                        Kind.NOT_SUPPORTED, keyAt(key), below(key), "not supported yet (expected: " + keys() + ")");
            }
        }
        for (String key : missing) {
            if (!meant.contains(key)) {
                problems.error(Kind.MISSING_KEY, at(), below(key), "missing (expected: a value, it is required)");
            }
        }
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
