package io.headgate.server;

/**
 * A place in a configuration file.
 *
 * @param file the file's name as the person gave it
 * @param line 1-based, or 0 when the file as a whole is meant
 * @param column 1-based and counted in Unicode code points, or 0 with {@code line} 0
 */
public record Source(String file, int line, int column) implements Comparable<Source> {

    public Source {
        if (line < 0 || column < 0 || (line == 0) != (column == 0)) {
            throw new IllegalArgumentException(
                    "line:column: " + line + ":" + column + " (expected: both 1 or more, or both 0)");
        }
    }

    static Source wholeFile(String file) {
        return new Source(file, 0, 0);
    }

    /** The place {@code columns} further right on the same line. */
    Source right(int columns) {
        return new Source(file, line, column + columns);
    }

    /** By file, then line, then column. */
    @Override
    public int compareTo(Source other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** {@code front.yaml:14:7}, or only the file's name for the whole file. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
