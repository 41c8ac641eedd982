package io.headgate.bench;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Lines on standard error that say what is going on, with the time of day in UTC. */
final class Progress {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Progress() {}

    static void say(String line) {
        System.err.println(LocalTime.now(ZoneOffset.UTC).format(TIME) + " " + line);
    }
}
