package io.headgate.consensus;

/** How far a leader is with another member, in one ballot. Confined to its machine. */
final class Peer {
    /** How a leader sends entries. */
    enum State {
        /** One message, then it waits for an answer or a heartbeat. To REPLICATE with an answer that wants nothing. */
        PROBE,
        /** As fast as the limit of flights allows. To PROBE when something is missing. */
        REPLICATE,
        /** Parts of a checkpoint, since entries would begin too late. To REPLICATE when it is installed. */
        SNAPSHOT
    }

    final long id;
    State state = State.PROBE;

    /** The slot to send next. */
    long next;

    /** In PROBE: whether it waits for an answer. */
    boolean isPaused;

    /** Its votes, durable; never falls. */
    long matched;

    /** Whether they count; false for who has forgotten its promises. */
    boolean counts = true;

    /** The last round it answered; never falls. */
    long answeredRound;

    /** What it was last told, by messages that may be lost. */
    long toldRound;

    long toldChosen;

    /** Whether it was heard of since the leader last checked that it still has a quorum. */
    boolean isHeard;

    /** In SNAPSHOT: which checkpoint, and where the part begins that was last asked for; 0 and 0 for the newest. */
    long snapshotSlot;

    long snapshotOffset;

    /** In SNAPSHOT: when to ask for that part again. */
    long retryAtNanos;

    /** The last slots of messages on their way, oldest first: a ring. */
    private final long[] flights;

    private int oldestFlight;
    private int flightCount;

    Peer(long id, long next, int mostFlights) {
        this.id = id;
        this.next = next;
        flights = new long[mostFlights];
    }

    boolean hasRoom() {
        return flightCount < flights.length;
    }

    void sent(long through) {
        flights[(oldestFlight + flightCount++) % flights.length] = through;
    }

    /** Messages up to what it has voted for have arrived. */
    void landed() {
        while (flightCount > 0 && flights[oldestFlight] <= matched) {
            oldestFlight = (oldestFlight + 1) % flights.length;
            flightCount--;
        }
    }

    /** Goes on from a slot, carefully. */
    void probe(long slot) {
        state = State.PROBE;
        next = slot;
        isPaused = false;
        flightCount = 0;
    }

    void replicate() {
        state = State.REPLICATE;
        next = Math.max(next, matched + 1);
    }

    void snapshot() {
        state = State.SNAPSHOT;
        flightCount = 0;
        snapshotSlot = 0;
        snapshotOffset = 0;
    }
}
