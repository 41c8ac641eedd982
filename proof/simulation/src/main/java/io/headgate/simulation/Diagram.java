package io.headgate.simulation;

import io.headgate.simulation.Recorder.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as a space-time diagram in text: a lane per node and client, time going down, a line per event with an arrow for a
 * message that arrives. Lines have at most 100 columns. Confined to one thread.
 *
 * <pre>
 *     1.000  │────>│     │     write 3
 *     1.500  │     ✗           n1: power fails, loses unsynced: 1 of register
 * </pre>
 */
final class Diagram {
    private static final int MOST_COLUMNS = 100;
    private static final int TIME_COLUMNS = 11;
    private static final int WIDEST_LANE = 6;
    private static final int LANES_COLUMNS = 60;

    /** Of a long run the first and the last lines are shown. */
    private static final int FIRST_LINES = 60;

    private static final int LAST_LINES = 240;

    private final int nodes;
    private final int participants;
    private final int laneColumns;
    private final boolean[] isUp;
    private final Map<Long, Entry> sent = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private long leastDelayNanos = Long.MAX_VALUE;

    Diagram(int nodes, int clients) {
        this.nodes = nodes;
        participants = nodes + clients;
        laneColumns = Math.clamp(LANES_COLUMNS / participants, 2, WIDEST_LANE);
        isUp = new boolean[participants];
        Arrays.fill(isUp, nodes, participants, true);
    }

    /** The diagram of a run; called once. */
    String draw(List<Entry> entries) {
        for (Entry entry : entries) {
            switch (entry.kind()) {
                case SEND -> sent.put(entry.number(), entry);
                case DELIVER -> leastDelayNanos = Math.min(leastDelayNanos, delay(entry));
                default -> {}
            }
        }
        entries.forEach(this::draw);
        StringBuilder text = new StringBuilder(header());
        for (int line = 0; line < lines.size(); line++) {
            int left = lines.size() - line;
            if (line == FIRST_LINES && left > LAST_LINES) {
                text.append('\n').append("  ... ").append(left - LAST_LINES).append(" lines ...");
                line += left - LAST_LINES;
            }
            text.append('\n').append(lines.get(line));
        }
        return text.toString();
    }

    private String header() {
        StringBuilder header = new StringBuilder(" ".repeat(TIME_COLUMNS - 3)).append("ms ");
        for (int participant = 0; participant < participants; participant++) {
            String name = name(participant);
            header.append(name).append(" ".repeat(Math.max(0, laneColumns - name.length())));
        }
        return header.toString().stripTrailing();
    }

    private void draw(Entry entry) {
        int at = entry.participant();
        String name = at == Trace.NOBODY ? "" : name(at) + " ";
        String text = entry.text();
        switch (entry.kind()) {
            case SEND, END -> {}
            case DELIVER -> arrow(entry, isUp(at) ? '│' : ' ', text(entry));
            case DROP -> arrow(entry, '✗', text(entry) + " is lost: " + text);
            case TIMER -> mark(entry, '○', name + "timer " + text);
            case START -> {
                isUp[at] = true;
                mark(entry, '▲', name + "starts");
            }
            case STOP -> {
                mark(entry, '✗', name + text);
                isUp[at] = false;
            }
            case DISK -> mark(entry, '▫', name + text);
            case SYNC -> mark(entry, '▪', name + "synced " + text);
            case FAULT -> mark(entry, '!', "!! " + name + text);
            case INVOKE -> mark(entry, '┬', name + "invokes " + text);
            case RETURN -> mark(entry, '┴', name + text);
            case LOG -> mark(entry, '·', name + "says " + text);
            case VIOLATION -> mark(entry, '#', "## " + name + "VIOLATED: " + text);
        }
    }

    private void mark(Entry entry, char symbol, String label) {
        char[] lanes = lanes();
        if (entry.participant() != Trace.NOBODY) {
            lanes[entry.participant() * laneColumns] = symbol;
        }
        line(entry, lanes, label);
    }

    private void arrow(Entry entry, char end, String label) {
        char[] lanes = lanes();
        int from = entry.peer() * laneColumns;
        int to = entry.participant() * laneColumns;
        for (int column = Math.min(from, to) + 1; column < Math.max(from, to); column++) {
            lanes[column] = lanes[column] == '│' ? '┼' : '─';
        }
        if (from < to) {
            lanes[from] = '├';
            lanes[to - 1] = '>';
        } else if (from > to) {
            lanes[from] = '┤';
            lanes[to + 1] = '<';
        }
        lanes[to] = from == to && end == '│' ? '↻' : end;
        line(entry, lanes, label);
    }

    private void line(Entry entry, char[] lanes, String label) {
        String line = String.format("%" + (TIME_COLUMNS - 1) + "s ", SimulatedTime.millis(entry.timeNanos()))
                + new String(lanes)
                + label.replace('\n', ' ');
        lines.add(line.length() <= MOST_COLUMNS ? line.stripTrailing() : line.substring(0, MOST_COLUMNS - 1) + "…");
    }

    private char[] lanes() {
        char[] lanes = new char[participants * laneColumns];
        Arrays.fill(lanes, ' ');
        for (int participant = 0; participant < participants; participant++) {
            lanes[participant * laneColumns] = isUp[participant] ? '│' : ' ';
        }
        return lanes;
    }

    private boolean isUp(int participant) {
        return isUp[participant];
    }

    /** What the message of an entry says, and when it was sent if it took longer than the fastest. */
    private String text(Entry entry) {
        Entry sending = sent.get(entry.number());
        if (sending == null) {
            return entry.text();
        }
        boolean isSlow = entry.kind() == TraceKind.DELIVER && delay(entry) > leastDelayNanos;
        return sending.text() + (isSlow ? " (sent " + SimulatedTime.millis(sending.timeNanos()) + ")" : "");
    }

    private long delay(Entry delivery) {
        @Nullable Entry sending = sent.get(delivery.number());
        return sending == null ? Long.MAX_VALUE : delivery.timeNanos() - sending.timeNanos();
    }

    private String name(int participant) {
        return (participant < nodes ? "n" : "c") + participant;
    }
}
