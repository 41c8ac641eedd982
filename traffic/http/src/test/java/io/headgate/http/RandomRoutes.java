package io.headgate.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Route tables and requests over alphabets so small that they meet. */
final class RandomRoutes {
    private static final List<String> PATHS = List.of("/", "/a", "/a/", "/a/b", "/a/b/a", "/ab", "/b", "/b/a", "/b/ab");
    private static final List<String> PATTERNS = List.of("/a.*", "/.*b", ".*", "/(a|b)+", "/b/.");
    private static final List<String> METHODS = List.of("GET", "POST", "BREW", "HEAD");
    private static final List<String> NAMES = List.of("X-A", "x-b", "Cookie");
    private static final List<String> VALUES = List.of("", "1", "12", "2");

    private RandomRoutes() {}

    static List<RouteMatch> table(SplittableRandom random) {
        var routes = new ArrayList<RouteMatch>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            var methods = Set.copyOf(some(random, METHODS));
            routes.add(new RouteMatch(path(random), methods, fields(random), fields(random)));
        }
        return routes;
    }

    private static PathMatch path(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new PathMatch.Exact(one(random, PATHS));
            case 2, 3 -> new PathMatch.Prefix(one(random, PATHS));
            default -> new PathMatch.Regex(one(random, PATTERNS));
        };
    }

    private static List<FieldMatch> fields(SplittableRandom random) {
        var fields = new ArrayList<FieldMatch>();
        for (String name : some(random, NAMES)) {
            fields.add(new FieldMatch(name, value(random)));
        }
        return fields;
    }

    private static ValueMatch value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new ValueMatch.Exact(one(random, VALUES));
            case 1 -> new ValueMatch.Prefix(one(random, VALUES));
            case 2 -> new ValueMatch.Regex("[12]+");
            default -> new ValueMatch.Present();
        };
    }

    static RequestHead request(SplittableRandom random) {
        var text = new StringBuilder(one(random, METHODS) + " " + one(random, PATHS));
        if (random.nextBoolean()) {
            text.append('?').append(String.join("&", parameters(random)));
        }
        text.append(" HTTP/1.1\r\nHost: a\r\n");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(one(random, NAMES))
                    .append(": ")
                    .append(one(random, VALUES))
                    .append("\r\n");
        }
        return parse(text.append("\r\n").toString());
    }

    private static List<String> parameters(SplittableRandom random) {
        var parameters = new ArrayList<String>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String value = one(random, VALUES);
            parameters.add(one(random, NAMES) + (value.isEmpty() && random.nextBoolean() ? "" : "=" + value));
        }
        return parameters;
    }

    static RequestHead parse(String text) {
        var head = new RequestHead(HeadLimits.DEFAULT);
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int past = head.parse(octets, 0, octets.length);
        if (past != octets.length) {
            throw new AssertionError("past: " + past + " (expected: " + octets.length + ") " + text);
        }
        return head;
    }

    private static String one(SplittableRandom random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** None in half of the cases, else each with an even chance. */
    private static List<String> some(SplittableRandom random, List<String> choices) {
        if (random.nextBoolean()) {
            return List.of();
        }
        return choices.stream().filter(_ -> random.nextBoolean()).toList();
    }
}
