package io.headgate.consensus;

/**
 * Times and limits of a member. All members of a cluster have the same times.
 *
 * @param heartbeatNanos how often a leader is heard of at least
 * @param electionNanos for so long after its last sign a leader is not doubted; then a voter stands, after this and up to
 *     as much again at random
 * @param startNanos how long a member that has just started waits for a sign of a leader, and up to as much again at random, before
 *     it asks who would vote for it: a cluster that starts as a whole need not wait as for a leader that was lost
 * @param noticeNanos how long the others may wait to be told of what is chosen if nothing else is sent
 * @param leaseReads whether a leader answers reads alone while a quorum is loyal to it. Relies on clocks: see
 *     {@link Paxos}
 * @param driftPpm the bound on how much faster one member's monotonic clock may run than another's, in parts per million
 * @param limits see there
 */
public record PaxosSettings(
        long heartbeatNanos,
        long electionNanos,
        long startNanos,
        long noticeNanos,
        boolean leaseReads,
        int driftPpm,
        Limits limits) {

    /** An hour: nobody waits longer for a leader, and what is computed with it fits a long. */
    private static final long LONGEST_NANOS = 3_600_000_000_000L;

    /** For members in one data centre: a heartbeat in 100 ms, elections after 1 s, 50 ms after a start, no leases. */
    public static final PaxosSettings DEFAULT =
            new PaxosSettings(100_000_000, 1_000_000_000, 50_000_000, 2_000_000, false, 1_000, Limits.DEFAULT);

    /**
     * What is bounded.
     *
     * @param windowSlots slots proposed and not chosen: what a new leader has to propose again
     * @param logSlots entries in memory, until compacted
     * @param logBytes their weight
     * @param messageBytes entries in one message, where one entry may exceed it: a slow link sends a heartbeat between
     * @param flights messages with entries on their way to one member
     * @param snapshotBytes in one part of a checkpoint
     * @param waitingReads reads that wait for a quorum
     * @param chosenPerStep entries handed out in one step
     */
    public record Limits(
            int windowSlots,
            int logSlots,
            long logBytes,
            int messageBytes,
            int flights,
            int snapshotBytes,
            int waitingReads,
            int chosenPerStep) {
        public static final Limits DEFAULT = new Limits(4_096, 1 << 20, 1L << 29, 1 << 20, 32, 1 << 20, 100_000, 4_096);

        public Limits {
            atLeastOne("windowSlots", windowSlots);
            atLeastOne("logSlots", logSlots);
            atLeastOne("logBytes", logBytes);
            atLeastOne("messageBytes", messageBytes);
            atLeastOne("flights", flights);
            atLeastOne("snapshotBytes", snapshotBytes);
            atLeastOne("waitingReads", waitingReads);
            atLeastOne("chosenPerStep", chosenPerStep);
        }
    }

    public PaxosSettings {
        atLeastOne("heartbeatNanos", heartbeatNanos);
        atLeastOne("noticeNanos", noticeNanos);
        if (electionNanos < 2 * heartbeatNanos || electionNanos > LONGEST_NANOS) {
            throw new IllegalArgumentException("electionNanos: " + electionNanos
                    + " (expected: at least two heartbeats of " + heartbeatNanos + ", at most " + LONGEST_NANOS + ")");
        }
        if (startNanos < 1 || startNanos > electionNanos) {
            throw new IllegalArgumentException(
                    "startNanos: " + startNanos + " (expected: 1 to electionNanos, " + electionNanos + ")");
        }
        if (driftPpm < 0 || driftPpm >= 500_000) {
            throw new IllegalArgumentException("driftPpm: " + driftPpm + " (expected: 0..499999)");
        }
    }

    /**
     * For how long a leader may use a lease, on its own clock, from when it asked for it: shorter than
     * {@code electionNanos}, for which others are loyal on theirs, by twice the drift and a heartbeat as margin.
     */
    long leaseNanos() {
        return electionNanos - Math.ceilDiv(electionNanos * 2 * driftPpm, 1_000_000) - heartbeatNanos;
    }

    private static void atLeastOne(String what, long number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: 1 or more)");
        }
    }
}
