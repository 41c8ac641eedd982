package io.headgate.simulation;

import java.util.Locale;

/** What can go wrong in a simulated world. Each run has about half of the kinds that its {@link Terms} allow. */
public enum FaultKind {
    /** A node's process ends and starts again later; with the power failing, unsynced writes are lost. */
    CRASH,
    /** A node does not run for a while: its timers fire late, its messages wait. */
    PAUSE,
    /** Links are cut: one node off, two sides, one way only, a ring, two sides with a bridge. */
    PARTITION,
    /** A link delivers nothing for a while, then all of it at once. */
    CLOG,
    /** Some or all messages of a link are slow, so that later ones overtake them. */
    DELAY,
    /** Some or all messages of a link are lost. */
    LOSS,
    /** Some or all messages of a link arrive twice. */
    DUPLICATE,
    /** A node's clocks run faster or slower, within the bound of {@link Terms#clockSkew}. */
    CLOCK_RATE,
    /** A node's wall clock jumps, forwards or back. */
    CLOCK_JUMP,
    /** Syncs take long. */
    SLOW_SYNC,
    /** Syncs fail. */
    FAILING_SYNC,
    /** A disk has no room. */
    FULL_DISK,
    /** A bit on a disk flips. */
    BIT_ROT,
    /** A sector is written to the wrong place. */
    MISDIRECTED_WRITE;

    /** Its name as people read it. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether it makes a disk hold what nobody wrote there. */
    public boolean corrupts() {
        return this == BIT_ROT || this == MISDIRECTED_WRITE;
    }
}
