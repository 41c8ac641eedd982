package io.headgate.proxy;

/** Where the lines of the access log go; docs/access-log.md says what is in them. */
@FunctionalInterface
public interface AccessLog {
    /**
     * Takes whole lines, each a JSON object in UTF-8 followed by LF. Called on any worker's loop: must not block. What cannot be taken is
     * dropped, and counted by whoever drops it.
     *
     * @param lines the callee's from now on
     */
    void accept(byte[] lines);
}
