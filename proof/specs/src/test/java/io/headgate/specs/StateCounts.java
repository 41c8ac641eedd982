package io.headgate.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file {@code states.txt} beside the models of a specification: per line the name of a model that holds, a blank, and its
 * number of distinct states. Lines with {@code #} in front are for people.
 */
record StateCounts(Path file) {
    private static final String HEAD =
            "# Distinct states of the models that hold. TLC counts them; the tests compare.\n";

    static StateCounts of(Model model) {
        return new StateCounts(model.folder().resolve("states.txt"));
    }

    /** The number that {@code model} has to have, if one is written down. */
    OptionalLong expected(Model model) throws IOException {
        var count = read().get(model.name());
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    void write(Model model, long count) throws IOException {
        var counts = read();
        counts.put(model.name(), count);
        Files.writeString(
                file,
                counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue() + "\n")
                        .collect(Collectors.joining("", HEAD, "")));
    }

    private SortedMap<String, Long> read() throws IOException {
        var counts = new TreeMap<String, Long>(Comparator.naturalOrder());
        if (!Files.exists(file)) {
            return counts;
        }
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                continue;
            }
            var words = line.split(" ", -1);
            if (words.length != 2 || !words[1].matches("\\d{1,18}")) {
                throw new IOException(
                        file + ": " + line + " (expected: a model, a blank, its number of distinct states)");
            }
            counts.put(words[0], Long.valueOf(words[1]));
        }
        return counts;
    }
}
