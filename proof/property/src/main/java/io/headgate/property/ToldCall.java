package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/** A call of a state machine's rule while it runs, and how it is told. Confined to one thread. */
final class ToldCall {
    private final String method;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * A call.
     *
     * @param method with its receiver: {@code machine.push}
     */
    ToldCall(String method) {
        this.method = method;
    }

    void argument(String text) {
        arguments.add(text);
    }

    /** A value that the call put into a bundle. */
    void made(String name) {
        made.add(name);
    }

    void note(String message) {
        notes.add(message);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(method + "(" + String.join(", ", arguments) + ");"
                + (made.isEmpty() ? "" : " // " + String.join(", ", made)));
        notes.forEach(note -> lines.add("  " + note.replace("\n", "\n  ")));
        return lines;
    }
}
