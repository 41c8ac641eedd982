package io.headgate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line of a benchmark: {@code --name value} pairs, of which some may repeat, and bare {@code --flag}s. Immutable. */
record Arguments(List<String> commandLine, Map<String, List<String>> values) {

    private static final Set<String> FLAGS = Set.of("markdown");

    Arguments {
        commandLine = List.copyOf(commandLine);
        values = Map.copyOf(values);
    }

    /**
     * @param known names that take a value, without the dashes; {@code markdown} is always known and takes none
     * @throws UsageException for an unknown name or a missing value
     */
    static Arguments parse(Set<String> known, String... commandLine) {
        var values = new LinkedHashMap<String, List<String>>();
        for (int index = 0; index < commandLine.length; index++) {
            var word = commandLine[index];
            var name = word.startsWith("--") ? word.substring(2) : "";
            if (FLAGS.contains(name)) {
                values.put(name, List.of("true"));
            } else if (!known.contains(name)) {
                throw new UsageException(word + ": unknown (expected: --markdown or one of "
                        + known.stream().sorted().map(each -> "--" + each).toList() + ")");
            } else if (index + 1 == commandLine.length) {
                throw new UsageException(word + ": no value (expected: one after it)");
            } else {
                index++;
                values.computeIfAbsent(name, _ -> new ArrayList<>()).add(commandLine[index]);
            }
        }
        values.replaceAll((_, given) -> List.copyOf(given));
        return new Arguments(Arrays.asList(commandLine), values);
    }

    boolean flag(String name) {
        return values.containsKey(name);
    }

    /** Every value given for {@code name}, in order; empty when there is none. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The last value given for {@code name}. */
    String text(String name, String otherwise) {
        var given = all(name);
        return given.isEmpty() ? otherwise : given.getLast();
    }

    /** The comma-separated words of {@code name}. */
    List<String> words(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The whole number given for {@code name}, which has to be in {@code minimum..1000000}. */
    int number(String name, int minimum, int otherwise) {
        var given = text(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(given);
            if (number >= minimum && number <= 1_000_000) {
                return number;
            }
        } catch (NumberFormatException _) {
            // The message below is the same for what is not a number and what is out of range.
        }
        throw new UsageException("--" + name + ": " + given + " (expected: a whole number " + minimum + "..1000000)");
    }
}
