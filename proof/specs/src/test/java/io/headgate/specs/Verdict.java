package io.headgate.specs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tlc2.output.EC;

/** Makes a result of the messages of one run. Confined to one thread. */
final class Verdict {
    /** {@code <Vote line 46, col 5 to line 47, col 42 of module Voting>}: only the name outlives the next edit. */
    private static final Pattern ACTION = Pattern.compile("^(\\d+): <(?:Initial predicate|(\\w+)[^>]*)>");

    private static final Pattern PLACE = Pattern.compile("line \\d+, col \\d+ to line \\d+, col \\d+ of ");
    private static final Pattern DEPTH = Pattern.compile("search is (\\d+)");

    /** Lines of the parser that are not about a mistake. */
    private static final Pattern PARSER_AT_WORK =
            Pattern.compile("(Parsing file|Semantic processing of module) .*|\\s*");

    /** How much is kept of what TLC said outside of messages; it is shown when a run ends without a verdict. */
    private static final int LAST_LINES = 20;

    private final Deque<String> lines = new ArrayDeque<>();
    private final List<String> errors = new ArrayList<>();
    private final StringBuilder behaviour = new StringBuilder();
    private @Nullable String violated;
    private boolean complete;
    private Progress progress = new Progress(0, 0, 0);
    private int depth;

    void take(Message message) {
        Progress.of(message).ifPresent(latest -> progress = latest);
        switch (message.code()) {
            case EC.TLC_SUCCESS -> complete = true;
            case EC.TLC_SEARCH_DEPTH -> depth = depthIn(message.text());
            case EC.TLC_INVARIANT_VIOLATED_BEHAVIOR,
                    EC.TLC_ACTION_PROPERTY_VIOLATED_BEHAVIOR,
                    EC.TLC_PROPERTY_VIOLATED_INITIAL ->
                violated = PLACE.matcher(message.text()).replaceAll("of ");
            case EC.TLC_INVARIANT_VIOLATED_INITIAL -> violatedAtOnce(message.text());
            case EC.TLC_STATE_PRINT1, EC.TLC_STATE_PRINT2 -> behaviour.append(state(message.text()));
            case Message.NO_CODE -> keep(message.text());
            default -> {
                if (message.isError() && message.code() != EC.TLC_BEHAVIOR_UP_TO_THIS_POINT) {
                    errors.add(message.text());
                }
            }
        }
    }

    Result result(Duration duration) {
        return new Result(outcome(), progress.distinctStates(), progress.generatedStates(), depth, duration);
    }

    private Outcome outcome() {
        if (!errors.isEmpty()) {
            return new Outcome.Undecided(String.join("\n", errors) + "\n" + String.join("\n", lines));
        }
        if (violated != null) {
            return new Outcome.Refuted(violated, behaviour.toString());
        }
        return complete
                ? new Outcome.Holds()
                : new Outcome.Undecided("TLC ended without a verdict; it said last:\n" + String.join("\n", lines));
    }

    /** "Invariant Agreement is violated by the initial state:", and the state in the same message. */
    private void violatedAtOnce(String text) {
        int end = text.indexOf('\n');
        violated = end < 0 ? text : text.substring(0, end);
        behaviour.append(end < 0 ? "" : "\n" + text.substring(end + 1).strip() + "\n");
    }

    private static String state(String text) {
        var action = ACTION.matcher(text);
        if (!action.find()) {
            throw new IllegalStateException(
                    "state of a trace: " + text + " (expected: its number and <action> in front)");
        }
        var name = action.group(2) == null ? "Init" : action.group(2);
        return "\n" + action.group(1) + ": " + name
                + text.substring(action.end()).stripTrailing() + "\n";
    }

    private static int depthIn(String text) {
        var found = DEPTH.matcher(text);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private void keep(String line) {
        if (PARSER_AT_WORK.matcher(line).matches()) {
            return;
        }
        if (lines.size() == LAST_LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }
}
