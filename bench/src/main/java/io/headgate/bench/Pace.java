package io.headgate.bench;

/** When clients call. */
sealed interface Pace {

    /** Each as soon as it has the answer to its last call. */
    record Closed() implements Pace {}

    /** At a fixed rate for all clients together, whatever the answers do. */
    record Fixed(int perSecond) implements Pace {
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        long periodNanos() {
            return NANOS_PER_SECOND / perSecond;
        }
    }
}
