package io.headgate.log;

/** What the client and the node of {@link LogScenario} say. */
sealed interface LogNodeMessage {
    /** Write an entry of a length, and answer when it is durable. */
    record Put(long operation, int payloadBytes) implements LogNodeMessage {}

    /** Make a checkpoint, truncate the log, and answer. */
    record Compact(long operation) implements LogNodeMessage {}

    /** Done, and durable. */
    record Done(long operation) implements LogNodeMessage {}

    /** Surely not done. */
    record Refused(long operation, String why) implements LogNodeMessage {}
}
