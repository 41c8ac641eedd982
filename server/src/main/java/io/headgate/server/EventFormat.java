package io.headgate.server;

/** How events are written, one per line. */
enum EventFormat {
    /** {@code TIME KIND: MESSAGE}, for people. */
    TEXT {
        @Override
        String line(Event event) {
            return event.time() + " " + event.kind().code() + ": " + oneLine(event.message());
        }
    },
    /** An object with {@code id}, {@code time}, {@code kind}, {@code message} and {@code fields}, for programs. */
    JSON {
        @Override
        String line(Event event) {
            return Json.line(event);
        }
    };

    /** The event as one line, without the line's end. */
    abstract String line(Event event);

    /** A message may quote what a stranger sent: it must not look like a second event, nor move a terminal's cursor. */
    private static String oneLine(String message) {
        if (message.chars().noneMatch(Character::isISOControl)) {
            return message;
        }
        var line = new StringBuilder();
        message.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                line.append("\\u").append(String.format("%04x", c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }
}
