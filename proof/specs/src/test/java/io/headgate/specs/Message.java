package io.headgate.specs;

/**
 * One message of TLC in its tool mode.
 *
 * @param code what it is about, one of the constants of {@code tlc2.output.EC}; {@link #NO_CODE} for a line outside of messages,
 *     which is how TLC's parser complains
 * @param isError whether TLC calls it an error, or one of its own mistakes
 * @param text its lines
 */
record Message(int code, boolean isError, String text) {
    static final int NO_CODE = -1;
}
