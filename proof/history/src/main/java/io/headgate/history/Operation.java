package io.headgate.history;

/**
 * One call to a shared object, as its client saw it.
 *
 * @param process the client; a process makes one call after another, except after one of unknown outcome, which may
 *     still be under way
 * @param input what was asked for; its {@code toString} is what a witness shows
 * @param invokedAt when, on one clock for the whole history; any unit, such as nanoseconds or the index of the event
 * @param response what became of it
 * @param <I> what can be asked of the object
 * @param <R> what the object can answer, compared by {@code equals}
 */
public record Operation<I, R>(int process, I input, long invokedAt, Response<R> response) {
    public Operation {
        if (response instanceof Response.Returned<R>(var result, var at) && at < invokedAt) {
            throw new IllegalArgumentException(
                    "process %d, %s: returned %s at %d (expected: not before %d, its invocation)"
                            .formatted(process, input, result, at, invokedAt));
        }
    }

    /** A call that was answered. */
    public static <I, R> Operation<I, R> returned(int process, I input, long invokedAt, R result, long returnedAt) {
        return new Operation<>(process, input, invokedAt, new Response.Returned<>(result, returnedAt));
    }

    /** A call that surely had no effect. */
    public static <I, R> Operation<I, R> failed(int process, I input, long invokedAt) {
        return new Operation<>(process, input, invokedAt, new Response.Failed<>());
    }

    /** A call of which nobody knows whether it had an effect. */
    public static <I, R> Operation<I, R> unknown(int process, I input, long invokedAt) {
        return new Operation<>(process, input, invokedAt, new Response.Unknown<>());
    }

    /** What was asked and answered: {@code write 3 -> ok}. */
    String callAndAnswer() {
        return input + " -> "
                + switch (response) {
                    case Response.Returned<R>(var result, var _) -> result.toString();
                    case Response.Failed<R> _ -> "failed";
                    case Response.Unknown<R> _ -> "?";
                };
    }

    @Override
    public String toString() {
        var until = response instanceof Response.Returned<R>(var _, var at) ? String.valueOf(at) : "?";
        return "process %d  %d..%s  %s".formatted(process, invokedAt, until, callAndAnswer());
    }
}
