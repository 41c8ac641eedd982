package io.headgate.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash over all events of a run, and the hash after each of them: so that two runs of one plan can be told to be the
 * same, or where they part. Eight bytes per event. Confined to one run.
 */
final class Fingerprint implements Trace {
    private final @Nullable Fingerprint expected;
    private long[] hashes = new long[1024];
    private int size;
    private long hash;

    /** Of a first run. */
    Fingerprint() {
        expected = null;
    }

    /** Of a run that is to be the same as another one. */
    Fingerprint(Fingerprint expected) {
        this.expected = expected;
    }

    /** The hash over all events so far. */
    long hash() {
        return hash;
    }

    /** @throws Divergence if this is not the event that was expected here */
    @Override
    public void event(long timeNanos, TraceKind kind, int participant, int peer, long number, Object text) {
        String said = text.toString();
        long what = ((long) said.hashCode() << 32) ^ ((long) participant << 16) ^ peer;
        hash = Mix.of(hash ^ timeNanos, what ^ kind.name().hashCode() * Mix.GOLDEN_GAMMA ^ number << 8);
        if (expected != null) {
            if (size >= expected.size || expected.hashes[size] != hash) {
                throw new Divergence(size, Recorder.line(timeNanos, kind, participant, peer, said));
            }
        } else {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size * 2);
            }
            hashes[size] = hash;
        }
        size++;
    }

    /** Ends a run early: it is not the same as the first one. An error, so that nobody takes it for a failure of the node. */
    static final class Divergence extends Error {
        private static final long serialVersionUID = 1;

        /** Which event, from 0. */
        final int event;

        /** What it was here. */
        final String line;

        Divergence(int event, String line) {
            super("event " + event + " is another one: " + line, null, false, false);
            this.event = event;
            this.line = line;
        }
    }
}
