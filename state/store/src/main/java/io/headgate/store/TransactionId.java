package io.headgate.store;

/**
 * Chosen at random by whoever commits. A commit under the id of one that has committed gives that outcome again, for
 * {@link Limits#OUTCOME_LIFE} and {@link Limits#MAX_OUTCOMES} commits, and is aborted as too old afterwards. One that was
 * aborted is aborted again. One that was refused is looked at anew: whoever has sent it before does not know its outcome.
 */
public record TransactionId(long high, long low) {
    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
