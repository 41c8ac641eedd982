package io.headgate.log;

/** How opening a log ended. */
public sealed interface Opening {
    /**
     * The log can be used; all that the recovery found is durable.
     *
     * @param log empty if the folder held none
     * @param recovery what was found
     */
    record Ready(DurableLog log, Recovery recovery) implements Opening {}

    /**
     * A sync failed, or there is no room for a first segment. After a failed sync the process must end.
     *
     * @param reason what happened, with the file
     */
    record Failed(String reason) implements Opening {}
}
