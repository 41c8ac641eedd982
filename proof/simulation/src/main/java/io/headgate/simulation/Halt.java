package io.headgate.simulation;

/** Leaves the code of a node that ends its own process. An error, so that the node does not catch it. */
final class Halt extends Error {
    private static final long serialVersionUID = 1;

    Halt(String reason) {
        super(reason, null, false, false);
    }
}
