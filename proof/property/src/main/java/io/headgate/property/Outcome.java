package io.headgate.property;

/** How a test case ended. */
sealed interface Outcome {

    /** The body returned. */
    record Valid() implements Outcome {}

    /** The body could not use what it drew: an assumption failed, or a filter found nothing. */
    record Invalid(String why) implements Outcome {}

    /** The test case used up its choices, or its budget. */
    record Overrun() implements Outcome {}

    /** The body threw {@code thrown}: a failure. Those of one {@code origin} are taken for the same defect. */
    record Interesting(Origin origin, Throwable thrown) implements Outcome {}
}
