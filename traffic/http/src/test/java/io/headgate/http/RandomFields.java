package io.headgate.http;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A header list that is nearly a request, drawn at random: mostly good names and values, now and then one that should not get through. */
final class RandomFields {
    private static final List<String> NAMES = List.of(
            "x",
            "accept",
            "cookie",
            "cookie",
            "host",
            "content-length",
            "transfer-encoding",
            "te",
            "connection",
            "expect",
            "q-1");
    private static final List<String> VALUES = List.of(
            "", "a", "a.example", "1", "0", "chunked", "trailers", "a b", "a, b", "100-continue", "\u00e9", "a:b");
    private static final List<String> SPLITTERS = List.of(
            "\r\n", "\n", "\r", "\u0000", " ", "\t", "\r\nx: y", "\r\n\r\nGET / HTTP/1.1\r\nhost: b\r\n\r\n", ":");

    private RandomFields() {}

    /** Lines {@code name: value}. */
    static List<String> draw(SplittableRandom random) {
        List<String> fields = new ArrayList<>(
                List.of(":method: " + (random.nextBoolean() ? "GET" : "POST"), ":scheme: https", ":path: /a?b=c"));
        if (random.nextInt(5) > 0) {
            fields.add(":authority: a.example");
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            fields.add(NAMES.get(random.nextInt(NAMES.size())) + ": " + VALUES.get(random.nextInt(VALUES.size())));
        }
        if (random.nextInt(3) == 0) {
            int at = random.nextInt(fields.size());
            fields.set(at, damaged(fields.get(at), random));
        }
        if (random.nextInt(10) == 0) {
            fields.add(random.nextInt(fields.size()), fields.get(random.nextInt(fields.size())));
        }
        return fields;
    }

    /** With something inside that may end a name, a value or a line. */
    private static String damaged(String field, SplittableRandom random) {
        int at = 1 + random.nextInt(field.length());
        String damaged = field.substring(0, at) + SPLITTERS.get(random.nextInt(SPLITTERS.size())) + field.substring(at);
        return damaged.contains(": ") ? damaged : field;
    }
}
