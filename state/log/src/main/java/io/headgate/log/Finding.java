package io.headgate.log;

/**
 * Something in a file that is not as it should be.
 *
 * @param file the file's name
 * @param offset where in the file, in bytes
 * @param severity what it means
 * @param text what was found and what was expected
 */
public record Finding(String file, long offset, Severity severity, String text) {
    /** What a finding means for those who rely on the file. */
    public enum Severity {
        /** As a crash leaves it: nothing that was ever promised is missing. */
        HARMLESS,
        /** Bytes are wrong that are held a second time: nothing is missing yet. */
        REPAIRABLE,
        /** Something durable cannot be read any more. */
        LOST
    }

    @Override
    public String toString() {
        return file + ":" + offset + ": " + severity + ": " + text;
    }
}
