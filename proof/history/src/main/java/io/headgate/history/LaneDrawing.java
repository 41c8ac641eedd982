package io.headgate.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operations as bars, a lane per process, time to the right. Only the order of the events is to scale, so that a bar is
 * as long as its words.
 *
 * <pre>
 * process 1  |-write 1 -&gt; ok-|
 * process 2          |-read -&gt; 0-|
 * process 3              |-write 2 -&gt; ?-----
 * </pre>
 */
final class LaneDrawing<I, R> {
    /** Columns between two events that are not at the same time. */
    private static final int GAP = 2;

    private final List<Operation<I, R>> operations;

    /** Columns by time. */
    private final TreeMap<Long, Integer> columns = new TreeMap<>();

    private final int width;

    LaneDrawing(List<Operation<I, R>> operations) {
        this.operations = operations.stream()
                .sorted(Comparator.<Operation<I, R>>comparingInt(Operation::process)
                        .thenComparingLong(Operation::invokedAt)
                        .thenComparingLong(LaneDrawing::end))
                .toList();
        layOut();
        width = this.operations.stream()
                .mapToInt(operation ->
                        column(operation.invokedAt()) + bar(operation).length() + GAP)
                .max()
                .orElse(0);
    }

    /** When an operation is over; never, if that is unknown. */
    static long end(Operation<?, ?> operation) {
        return operation.response() instanceof Response.Returned<?>(var _, var at) ? at : Long.MAX_VALUE;
    }

    /** The lanes, without a line break at the end. */
    String text() {
        var lanes = new ArrayList<StringBuilder>();
        var busyUntil = new ArrayList<Long>();
        var processes = new ArrayList<Integer>();
        for (var operation : operations) {
            var lane = processes.lastIndexOf(operation.process());
            if (lane < 0 || busyUntil.get(lane) > operation.invokedAt()) {
                lane = lanes.size();
                lanes.add(new StringBuilder());
                busyUntil.add(Long.MIN_VALUE);
                processes.add(operation.process());
            }
            draw(operation, lanes.get(lane));
            busyUntil.set(lane, end(operation));
        }
        var nameWidth = processes.stream()
                .mapToInt(process -> name(process).length())
                .max()
                .orElse(0);
        var text = new ArrayList<String>();
        for (var i = 0; i < lanes.size(); i++) {
            text.add(name(processes.get(i))
                    + " ".repeat(nameWidth - name(processes.get(i)).length() + GAP)
                    + lanes.get(i));
        }
        return String.join("\n", text);
    }

    private static String name(int process) {
        return "process " + process;
    }

    /** Gives each time a column such that every bar holds its words. */
    private void layOut() {
        var byTime = new TreeMap<Long, List<Operation<I, R>>>();
        for (var operation : operations) {
            byTime.computeIfAbsent(operation.invokedAt(), _ -> new ArrayList<>());
            if (end(operation) != Long.MAX_VALUE) {
                byTime.computeIfAbsent(end(operation), _ -> new ArrayList<>()).add(operation);
            }
        }
        var column = -GAP;
        for (Map.Entry<Long, List<Operation<I, R>>> event : byTime.entrySet()) {
            column += GAP;
            for (var ended : event.getValue()) {
                if (ended.invokedAt() < event.getKey()) {
                    column = Math.max(
                            column, column(ended.invokedAt()) + bar(ended).length() - 1);
                }
            }
            columns.put(event.getKey(), column);
        }
    }

    private int column(long time) {
        return columns.getOrDefault(time, 0);
    }

    /** The shortest bar: {@code |-write 1 -> ok-|}. */
    private static String bar(Operation<?, ?> operation) {
        return "|-" + operation.callAndAnswer() + "-|";
    }

    private void draw(Operation<I, R> operation, StringBuilder lane) {
        var bar = bar(operation);
        var from = column(operation.invokedAt());
        lane.repeat(' ', Math.max(0, from - lane.length()));
        if (end(operation) == Long.MAX_VALUE) {
            lane.append(bar, 0, bar.length() - 1).repeat('-', Math.max(0, width - lane.length()));
        } else {
            var missing = column(end(operation)) - from - bar.length() + 1;
            lane.append(bar, 0, bar.length() - 1)
                    .repeat('-', Math.max(0, missing))
                    .append('|');
        }
    }
}
