package io.headgate.specs;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes TLC's output in its tool mode apart into messages. Confined to the thread that reads. */
final class MessageReader {
    /** {@code @!@!@STARTMSG 2193:0 @!@!@}: a code and a severity: 0 none, 1 error, 2 mistake in TLC, 3 warning, 4 state. */
    private static final Pattern START = Pattern.compile("@!@!@STARTMSG (\\d{1,9}):(\\d) @!@!@");

    private static final String END = "@!@!@ENDMSG ";

    private final BufferedReader output;
    private final Consumer<Message> messages;

    MessageReader(BufferedReader output, Consumer<Message> messages) {
        this.output = output;
        this.messages = messages;
    }

    /** Reads until the end of the output. */
    void readAll() throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            var start = START.matcher(line);
            if (start.matches()) {
                readMessage(start);
            } else {
                messages.accept(new Message(Message.NO_CODE, /* isError= */ false, line));
            }
        }
    }

    private void readMessage(Matcher start) throws IOException {
        var text = new StringJoiner("\n");
        for (var line = output.readLine(); line != null && !line.startsWith(END); line = output.readLine()) {
            text.add(line);
        }
        boolean isError = start.group(2).equals("1") || start.group(2).equals("2");
        messages.accept(new Message(Integer.parseInt(start.group(1)), isError, text.toString()));
    }
}
