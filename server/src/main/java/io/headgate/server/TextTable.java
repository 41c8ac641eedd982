package io.headgate.server;

import java.util.ArrayList;
import java.util.List;

/** Rows of text with aligned columns. Confined to one thread. */
final class TextTable {
    private static final String GAP = "  ";

    /** Where a column's cells stand. */
    enum Align {
        LEFT,
        RIGHT
    }

    /** A column's head and side. */
    record Column(String name, Align align) {
        static Column text(String name) {
            return new Column(name, Align.LEFT);
        }

        static Column number(String name) {
            return new Column(name, Align.RIGHT);
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Appends a row; one cell per column. */
    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells (expected: " + columns.size() + ")");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The columns' heads and all rows, a line each, without spaces at their ends. */
    String render() {
        var text = new StringBuilder();
        List<String> heads = columns.stream().map(Column::name).toList();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = heads.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        append(text, heads, widths);
        rows.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    private void append(StringBuilder text, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : GAP);
            switch (columns.get(i).align()) {
                case LEFT -> line.append(cells.get(i)).append(padding);
                case RIGHT -> line.append(padding).append(cells.get(i));
            }
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
