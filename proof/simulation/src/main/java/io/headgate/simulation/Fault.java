package io.headgate.simulation;

/**
 * One thing that goes wrong in a run, planned before the run begins. Times are simulated nanoseconds from the run's
 * begin. Nodes and clients are numbered as in {@link Environment#self}.
 */
public sealed interface Fault {
    /** Stands for every node and client at one end of a link. */
    int EVERYBODY = -1;

    /** What it is. */
    FaultKind kind();

    /** When it begins. */
    long beginNanos();

    /** The node that it befalls; {@link #EVERYBODY} for what befalls links. */
    int node();

    /** What happens, but not when it begins, as plans and diagrams show it. */
    String words();

    /**
     * A node stops.
     *
     * @param downNanos until it starts again
     * @param loss what becomes of unsynced writes: 0 nothing is lost, as when a process is killed; 1 the power fails and
     *     all are lost; everything else is the seed of what is lost and what is not
     */
    record Crash(int node, long beginNanos, long downNanos, long loss) implements Fault {
        @Override
        public String words() {
            return (loss == 0 ? "process killed" : "power fails") + ", down for " + SimulatedTime.text(downNanos);
        }

        @Override
        public FaultKind kind() {
            return FaultKind.CRASH;
        }
    }

    /** A node does not run for a while. */
    record Pause(int node, long beginNanos, long durationNanos) implements Fault {
        @Override
        public String words() {
            return "paused for " + SimulatedTime.text(durationNanos);
        }

        @Override
        public FaultKind kind() {
            return FaultKind.PAUSE;
        }
    }

    /**
     * Links are cut.
     *
     * @param pivot the node that {@link Shape#ISOLATED} cuts off and that {@link Shape#BRIDGE} leaves connected to all
     * @param side bit {@code i} tells on which of two sides node or client {@code i} is
     */
    record Partition(Shape shape, int pivot, int side, long beginNanos, long durationNanos) implements Fault {

        /** Which links. */
        public enum Shape {
            /** Those between one node and all other nodes, and the clients of the other side. */
            ISOLATED,
            /** Those between the sides. */
            SPLIT,
            /** Those from one side to the other, not back. */
            ONE_WAY,
            /** Those between the sides, but for those of one node. */
            BRIDGE,
            /** Those between nodes that are not next to each other in the order of their numbers; clients reach all. */
            RING
        }

        @Override
        public int node() {
            return EVERYBODY;
        }

        @Override
        public String words() {
            return "partition "
                    + switch (shape) {
                        case ISOLATED -> "isolates n" + pivot;
                        case SPLIT -> "of two sides";
                        case ONE_WAY -> "of one way";
                        case BRIDGE -> "of two sides with n" + pivot + " between them";
                        case RING -> "to a ring";
                    };
        }

        @Override
        public FaultKind kind() {
            return FaultKind.PARTITION;
        }

        /** Whether what {@code from} sends does not reach {@code to}, in a cluster of this many nodes. */
        boolean cuts(int from, int to, int nodes) {
            boolean sameSide = sideOf(from) == sideOf(to);
            return switch (shape) {
                case ISOLATED -> from != to && (isCutOff(from, nodes) != isCutOff(to, nodes));
                case SPLIT -> !sameSide;
                case ONE_WAY -> !sameSide && sideOf(from) == 1;
                case BRIDGE -> !sameSide && from != pivot && to != pivot;
                case RING -> from < nodes && to < nodes && !areNeighbours(from, to, nodes);
            };
        }

        private int sideOf(int participant) {
            return side >>> participant & 1;
        }

        private boolean isCutOff(int participant, int nodes) {
            return participant == pivot || (participant >= nodes && sideOf(participant) == 1);
        }

        private static boolean areNeighbours(int a, int b, int nodes) {
            int apart = Math.abs(a - b);
            return apart <= 1 || apart == nodes - 1;
        }
    }

    /**
     * A link is not as it should be: {@link FaultKind#CLOG}, {@link FaultKind#DELAY}, {@link FaultKind#LOSS} or
     * {@link FaultKind#DUPLICATE}.
     *
     * @param from sender, or {@link #EVERYBODY}
     * @param to receiver, or {@link #EVERYBODY}
     * @param lagNanos how much later a delayed message or a second copy arrives; 0 for the other kinds
     * @param rarity of the messages sent meanwhile one in 2 to this power is hit; 0 hits all
     * @param seed decides which
     */
    record Link(
            FaultKind kind, int from, int to, long beginNanos, long durationNanos, long lagNanos, int rarity, long seed)
            implements Fault {
        @Override
        public int node() {
            return EVERYBODY;
        }

        @Override
        public String words() {
            return kind.words() + " from " + end(from) + " to " + end(to)
                    + (rarity == 0 ? "" : ", one message in " + (1 << rarity))
                    + (lagNanos == 0 ? "" : ", by " + SimulatedTime.text(lagNanos))
                    + ", for " + SimulatedTime.text(durationNanos);
        }

        private static String end(int participant) {
            return participant == EVERYBODY ? "all" : Integer.toString(participant);
        }

        /** Whether it hits a message. */
        boolean hits(long nowNanos, int sender, int receiver, long number) {
            return nowNanos - beginNanos < durationNanos
                    && (from == EVERYBODY || from == sender)
                    && (to == EVERYBODY || to == receiver)
                    && (rarity == 0 || Mix.of(seed, sender, receiver, number) >>> (Long.SIZE - rarity) == 0);
        }
    }

    /** A node's clocks run {@code ppm} parts per million too fast, or too slow if negative. */
    record ClockRate(int node, long beginNanos, long durationNanos, int ppm) implements Fault {
        @Override
        public String words() {
            return "clock runs " + ppm + " ppm too fast for " + SimulatedTime.text(durationNanos);
        }

        @Override
        public FaultKind kind() {
            return FaultKind.CLOCK_RATE;
        }
    }

    /** A node's wall clock jumps by {@code millis}. */
    record ClockJump(int node, long beginNanos, int millis) implements Fault {
        @Override
        public String words() {
            return "wall clock jumps by " + millis + "ms";
        }

        @Override
        public FaultKind kind() {
            return FaultKind.CLOCK_JUMP;
        }
    }

    /**
     * A disk does not do what it should: {@link FaultKind#SLOW_SYNC}, {@link FaultKind#FAILING_SYNC} or
     * {@link FaultKind#FULL_DISK}.
     *
     * @param lagNanos how much longer a slow sync takes; 0 for the other kinds
     * @param seed decides what a failing sync leaves behind: with 0 everything stays readable and nothing is durable
     */
    record Storage(FaultKind kind, int node, long beginNanos, long durationNanos, long lagNanos, long seed)
            implements Fault {
        @Override
        public String words() {
            return kind.words()
                    + (lagNanos == 0 ? "" : ", by " + SimulatedTime.text(lagNanos))
                    + ", for " + SimulatedTime.text(durationNanos);
        }
    }

    /**
     * A disk holds what nobody wrote there: {@link FaultKind#BIT_ROT} or {@link FaultKind#MISDIRECTED_WRITE}.
     *
     * @param seed decides where
     */
    record Corruption(FaultKind kind, int node, long beginNanos, long seed) implements Fault {
        @Override
        public String words() {
            return kind.words();
        }
    }
}
