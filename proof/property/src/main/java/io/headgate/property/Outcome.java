package io.headgate.property;

/** How a test case ended. */
sealed interface Outcome {

    /** The body returned. */
    record Valid() implements Outcome {}

    /** The body could not use what it drew: an assumption failed, or a filter found nothing. */
    record Invalid(String why) implements Outcome {}

    /** More choices were asked for than there are: the budget is used up, or, in a replay, what is replayed is. */
    record Overrun(boolean budgetUsedUp) implements Outcome {}

    /** The body threw {@code thrown}: a failure. Those of one {@code origin} are taken for the same defect. */
    record Interesting(Origin origin, Throwable thrown) implements Outcome {}
}
