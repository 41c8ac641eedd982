package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for people; the first {@code labels} columns are text and stand left, the others are figures and stand right. */
record Table(int labels, List<String> header, List<List<String>> rows) {
    Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (var row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("row: " + row + " (expected: " + header.size() + " cells)");
            }
        }
    }

    String plain() {
        return lines().stream()
                .map(line -> join(line, "  ").stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    String markdown() {
        var rule = IntStream.range(0, header.size())
                .mapToObj(column -> column < labels ? "---" : "--:")
                .toList();
        var lines = new ArrayList<>(lines());
        lines.add(1, rule);
        return lines.stream().map(line -> "| " + join(line, " | ") + " |\n").collect(Collectors.joining());
    }

    private List<List<String>> lines() {
        var lines = new ArrayList<List<String>>();
        lines.add(header);
        lines.addAll(rows);
        return lines;
    }

    private String join(List<String> line, String separator) {
        return IntStream.range(0, line.size())
                .mapToObj(column -> pad(line.get(column), width(column), column < labels))
                .collect(Collectors.joining(separator));
    }

    private int width(int column) {
        return lines().stream()
                .mapToInt(line -> line.get(column).length())
                .max()
                .orElse(0);
    }

    private static String pad(String cell, int width, boolean left) {
        var blanks = " ".repeat(width - cell.length());
        return left ? cell + blanks : blanks + cell;
    }
}
