package io.headgate.specs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The results of many runs as a table in Markdown, which is as easy to read as text. */
record ResultTable(List<Row> rows) {
    private static final List<String> HEADER =
            List.of("spec", "model", "distinct", "generated", "depth", "seconds", "outcome");
    private static final List<Boolean> TEXT = List.of(true, true, false, false, false, false, true);

    record Row(Model model, Result result) {
        private List<String> cells() {
            return List.of(
                    model.spec(),
                    model.name(),
                    Long.toString(result.distinctStates()),
                    Long.toString(result.generatedStates()),
                    Integer.toString(result.depth()),
                    String.format(Locale.ROOT, "%.1f", result.duration().toMillis() / 1e3),
                    switch (result.outcome()) {
                        case Outcome.Holds() -> "holds";
                        case Outcome.Refuted(var property, var _) -> property.replaceAll("\\.$", "");
                        case Outcome.Undecided _ -> "undecided";
                    });
        }
    }

    ResultTable {
        rows = List.copyOf(rows);
    }

    String markdown() {
        var lines = new ArrayList<List<String>>();
        lines.add(HEADER);
        lines.add(TEXT.stream().map(text -> text ? "---" : "--:").toList());
        rows.forEach(row -> lines.add(row.cells()));
        var widths = IntStream.range(0, HEADER.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        return lines.stream().map(line -> line(line, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> {
                    var blanks = " ".repeat(widths[column] - cells.get(column).length());
                    return TEXT.get(column) ? cells.get(column) + blanks : blanks + cells.get(column);
                })
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
