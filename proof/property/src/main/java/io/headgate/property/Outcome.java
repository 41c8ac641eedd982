package io.headgate.property;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** How a test case ended. */
sealed interface Outcome {

    /**
     * Runs a body with a test case.
     *
     * @throws VirtualMachineError other than a {@link StackOverflowError}: the JVM is not fit to go on
     * @throws CancellationException if the thread was interrupted, by a timeout for example: whatever the body did then
     *     says nothing about the property. The thread is still interrupted
     */
    @SuppressWarnings("CatchingUnchecked") // Bodies throw checked exceptions without saying so.
    static Outcome of(Consumer<TestCase> body, TestCase testCase) {
        Outcome outcome;
        try {
            body.accept(testCase);
            outcome = new Valid();
        } catch (StopTest stop) {
            outcome = stop.outcome();
        } catch (OutOfMemoryError | InternalError | UnknownError machine) {
            throw machine;
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            outcome = new Interesting(Origin.of(thrown), thrown);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted during a test case, which ended with " + outcome);
        }
        return outcome;
    }

    /** The body returned. */
    record Valid() implements Outcome {}

    /** The body could not use what it drew: an assumption failed, or a filter found nothing. */
    record Invalid(String why) implements Outcome {}

    /** More choices were asked for than there are: the budget is used up, or, in a replay, what is replayed is. */
    record Overrun(boolean budgetUsedUp) implements Outcome {}

    /** The body threw {@code thrown}: a failure. Those of one {@code origin} are taken for the same defect. */
    record Interesting(Origin origin, Throwable thrown) implements Outcome {}
}
