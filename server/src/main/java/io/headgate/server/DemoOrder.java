package io.headgate.server;

/** What signals, keys, the control port and background threads ask of the demo's own thread. */
sealed interface DemoOrder {

    /** Ends the demo. */
    record Stop() implements DemoOrder {}

    /** Kills a backend that runs and revives one that does not, by the user's wish. */
    record Toggle(DemoBackend backend) implements DemoOrder {}

    /** Shows a line. */
    record Say(String line) implements DemoOrder {}
}
