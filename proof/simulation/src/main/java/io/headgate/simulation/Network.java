package io.headgate.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Where messages go: what is cut, slow or lost now. Knows no messages, only their numbers. Confined to one run.
 *
 * <p>Every message takes the base delay, and up to the jitter more. What befalls it besides comes from the faults that
 * are active when it is sent; a link that is cut when it arrives loses it, too. All of it is a function of the plan, the
 * link, and the time at which it is sent, so that what is taken out of a plan leaves the messages of the rest their fate.
 */
final class Network {
    /** What happens to a message; a delay is counted from when it is sent. */
    record Fate(boolean isLost, long delayNanos, boolean isDoubled, long copyDelayNanos, String reason) {
        static Fate lost(String reason) {
            return new Fate(true, 0, false, 0, reason);
        }
    }

    private static final Fate CUT = Fate.lost("cut");
    private static final Fate LOST = Fate.lost("lost");

    private final int nodes;
    private final int participants;
    private final long baseNanos;
    private final long jitterNanos;
    private final long jitterSeed;

    // By link: from * participants + to.
    private final long[] lastSentNanos;
    private final int[] sentThen;
    private final int[] cuts;
    private final boolean[] healed;
    private final List<Fault.Link> troubles = new ArrayList<>();

    Network(int nodes, int participants, long baseNanos, long jitterNanos, long jitterSeed) {
        this.nodes = nodes;
        this.participants = participants;
        this.baseNanos = baseNanos;
        this.jitterNanos = jitterNanos;
        this.jitterSeed = jitterSeed;
        lastSentNanos = new long[participants * participants];
        sentThen = new int[participants * participants];
        cuts = new int[participants * participants];
        healed = new boolean[participants * participants];
    }

    /** Decides what happens to a message that is sent now. */
    Fate send(long nowNanos, int from, int to) {
        int link = link(from, to);
        sentThen[link] = lastSentNanos[link] == nowNanos ? sentThen[link] + 1 : 0;
        lastSentNanos[link] = nowNanos;
        if (isCut(from, to)) {
            return CUT;
        }
        long number = Mix.of(nowNanos, sentThen[link]);
        long delay = baseNanos;
        if (jitterNanos > 0) {
            delay += Long.remainderUnsigned(Mix.of(jitterSeed, from, to, number), jitterNanos + 1);
        }
        if (troubles.isEmpty() || healed[link]) {
            return new Fate(false, delay, false, 0, "");
        }
        return troubled(nowNanos, from, to, number, delay);
    }

    private Fate troubled(long nowNanos, int from, int to, long number, long usualNanos) {
        long delay = usualNanos;
        long copyLag = -1;
        for (Fault.Link trouble : troubles) {
            if (!trouble.hits(nowNanos, from, to, number)) {
                continue;
            }
            switch (trouble.kind()) {
                case LOSS -> {
                    return LOST;
                }
                case DELAY -> delay += trouble.lagNanos();
                case CLOG -> delay = Math.max(delay, trouble.beginNanos() + trouble.durationNanos() - nowNanos);
                case DUPLICATE -> copyLag = trouble.lagNanos();
                default -> throw new IllegalStateException("no trouble of a link: " + trouble);
            }
        }
        return new Fate(false, delay, copyLag >= 0, delay + Math.max(copyLag, 0), "");
    }

    /** Whether what arrives on a link is lost, and what is sent on it, too. */
    boolean isCut(int from, int to) {
        return cuts[link(from, to)] > 0;
    }

    void begin(Fault.Link trouble) {
        troubles.add(trouble);
    }

    void end(Fault.Link trouble) {
        troubles.remove(trouble);
    }

    void begin(Fault.Partition partition) {
        cut(partition, 1);
    }

    void end(Fault.Partition partition) {
        cut(partition, -1);
    }

    /** Cuts one direction of one link for good. */
    void cut(int from, int to) {
        cuts[link(from, to)]++;
        healed[link(from, to)] = false;
    }

    /** Ends all troubles and cuts of one direction of one link for good. */
    void heal(int from, int to) {
        cuts[link(from, to)] = 0;
        healed[link(from, to)] = true;
    }

    private void cut(Fault.Partition partition, int change) {
        for (int from = 0; from < participants; from++) {
            for (int to = 0; to < participants; to++) {
                if (partition.cuts(from, to, nodes)) {
                    cuts[link(from, to)] += change;
                }
            }
        }
    }

    private int link(int from, int to) {
        return from * participants + to;
    }
}
