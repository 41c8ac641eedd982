package io.headgate.specs;

import java.util.Optional;
import java.util.regex.Pattern;
import tlc2.output.EC;

/**
 * How far TLC is.
 *
 * @param queuedStates states whose successors it has still to look at
 */
record Progress(long generatedStates, long distinctStates, long queuedStates) {
    private static final Pattern COUNTS = Pattern.compile(
            "([\\d,]+) states generated(?: \\([^)]*\\))?, ([\\d,]+) distinct states found(?: \\([^)]*\\))?, ([\\d,]+) states left on queue");

    /** What {@code message} says of it, if it is about that. */
    static Optional<Progress> of(Message message) {
        if (message.code() != EC.TLC_PROGRESS_STATS && message.code() != EC.TLC_STATS) {
            return Optional.empty();
        }
        var counts = COUNTS.matcher(message.text());
        return counts.find()
                ? Optional.of(new Progress(number(counts.group(1)), number(counts.group(2)), number(counts.group(3))))
                : Optional.empty();
    }

    private static long number(String digits) {
        return Long.parseLong(digits.replace(",", ""));
    }
}
