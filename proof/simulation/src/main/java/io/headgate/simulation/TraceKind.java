package io.headgate.simulation;

/** What a line of a trace is about. */
enum TraceKind {
    SEND,
    DELIVER,
    /** A message that was cut, lost, or came to a node that was down. */
    DROP,
    TIMER,
    START,
    STOP,
    /** Something was written, and is not durable. */
    DISK,
    /** A sync ends. */
    SYNC,
    FAULT,
    INVOKE,
    RETURN,
    LOG,
    /** A probe found what must not be. */
    VIOLATION,
    /** The numbers that would be drawn next when a run is over. */
    END
}
