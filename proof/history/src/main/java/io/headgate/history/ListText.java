package io.headgate.history;

import java.util.List;
import java.util.stream.Collectors;

/** A list in brackets, a long one only around the place that matters. */
final class ListText {
    /** Elements shown on either side of the place. */
    private static final int NEIGHBOURS = 5;

    private ListText() {}

    /** The last elements of {@code values}. */
    static String end(List<Long> values) {
        return around(values, values.size());
    }

    /** The elements of {@code values} before and after {@code index}, with the number of those left out. */
    static String around(List<Long> values, int index) {
        var from = Math.max(0, index - NEIGHBOURS);
        var to = Math.min(values.size(), index + NEIGHBOURS);
        var shown = values.subList(from, to).stream().map(String::valueOf).collect(Collectors.joining(", "));
        var before = from == 0 ? "" : "%d more, ".formatted(from);
        var after = to == values.size() ? "" : ", %d more".formatted(values.size() - to);
        return "[" + before + shown + after + "]";
    }
}
