package io.headgate.consensus;

/** What passes between the participants of a simulated cluster. */
sealed interface Wire {
    /** Between members, by their ids. */
    record Between(long from, long to, Message message) implements Wire {
        @Override
        public String toString() {
            return message.toString();
        }
    }

    /** A client's operation. */
    record Request(long number, ClusterOperation operation) implements Wire {}

    /** A client's request that a node hands on to whom it takes for the leader. */
    record Forward(int client, Request request) implements Wire {}

    /** What the leader answers to that. */
    record Back(int client, Wire answer) implements Wire {}

    /** The answer to a request. */
    record Answer(long number, int value) implements Wire {}

    /** Surely not done; try {@code node}, which is negative if nobody knows better. */
    record Elsewhere(long number, int node) implements Wire {}
}
