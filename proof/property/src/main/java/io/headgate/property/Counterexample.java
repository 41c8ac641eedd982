package io.headgate.property;

/**
 * The draws of a failure, hung on what the body threw: as a suppressed exception they are printed wherever the stack
 * trace is, and the exception itself stays what the body threw, by which tools show a difference. Never thrown.
 */
final class Counterexample extends Exception {
    private static final long serialVersionUID = 1;

    Counterexample(Failure failure) {
        super(
                "\n" + ReportText.draws(failure, "\t\t")
                        + failure.reproduction()
                                .map(text -> "\t\t" + ReportText.reproduce(text))
                                .orElse(""),
                null,
                false,
                false);
    }
}
