package io.headgate.simulation;

import java.util.ArrayList;
import java.util.List;

/** Keeps the events of a run themselves, for telling it. Confined to one run. */
final class Recorder implements Trace {
    /** A run longer than this is told up to here. */
    static final int MOST_EVENTS = 200_000;

    private final List<Entry> entries = new ArrayList<>();

    /** An event of {@link Trace#event}. */
    record Entry(long timeNanos, TraceKind kind, int participant, int peer, long number, String text) {
        @Override
        public String toString() {
            return line(timeNanos, kind, participant, peer, text);
        }
    }

    @Override
    public void event(long timeNanos, TraceKind kind, int participant, int peer, long number, Object text) {
        if (entries.size() < MOST_EVENTS) {
            entries.add(new Entry(timeNanos, kind, participant, peer, number, text.toString()));
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** An event in one line of plain text. */
    static String line(long timeNanos, TraceKind kind, int participant, int peer, String text) {
        return SimulatedTime.text(timeNanos) + " " + kind
                + (participant == NOBODY ? "" : " at " + participant)
                + (peer == NOBODY ? "" : " peer " + peer)
                + " " + text;
    }
}
