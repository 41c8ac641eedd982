package io.headgate.specs;

/** What TLC found out about a model. */
sealed interface Outcome {
    /** Every property holds in every state. */
    record Holds() implements Outcome {}

    /**
     * A property does not hold.
     *
     * @param property TLC's sentence about it, such as {@code Invariant Agreement is violated.}
     * @param behaviour a shortest way there, one paragraph per state, with the action that led to it
     */
    record Refuted(String property, String behaviour) implements Outcome {
        /** What is kept in a {@code .trace} file. */
        String trace() {
            return property + "\n" + behaviour;
        }
    }

    /** TLC could not tell: there is a mistake in the specification or the configuration, or it took too long. */
    record Undecided(String reason) implements Outcome {}
}
