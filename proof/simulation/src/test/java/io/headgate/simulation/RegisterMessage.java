package io.headgate.simulation;

/** What the clients and nodes of a {@link RegisterScenario} say to each other. */
sealed interface RegisterMessage {
    /** Which of the client's operations it belongs to. */
    long operation();

    /** What do you hold? */
    record Query(long operation) implements RegisterMessage {
        @Override
        public String toString() {
            return "what do you hold? #" + operation;
        }
    }

    /** This is what I hold. */
    record Held(long operation, Version version) implements RegisterMessage {
        @Override
        public String toString() {
            return "I hold " + version + " #" + operation;
        }
    }

    /** Hold this, unless you hold something newer. */
    record Store(long operation, Version version) implements RegisterMessage {
        @Override
        public String toString() {
            return "store " + version + " #" + operation;
        }
    }

    /** I shall hold that or something newer for ever. */
    record Stored(long operation) implements RegisterMessage {
        @Override
        public String toString() {
            return "stored #" + operation;
        }
    }
}
