package io.headgate.http;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A valid request without content, drawn at random. */
record RandomRequest(String method, String target, List<String> names, List<String> values) {
    private static final String TOKEN = "abcXYZ019!#$%&'*+-.^_`|~";
    private static final String TARGET = "abc/%.;=&-~!$'()*+,:@?/";
    private static final String VALUE = "abc XYZ\t,;:\"=\u00e9\u0080()/";

    static RandomRequest draw(SplittableRandom random) {
        var names = new ArrayList<String>(List.of("hOsT"));
        var values = new ArrayList<String>(List.of("a.example:" + random.nextInt(1, 65_536)));
        for (int i = random.nextInt(40); i > 0; i--) {
            int at = random.nextInt(names.size() + 1);
            names.add(at, "q" + text(random, TOKEN, random.nextInt(20)));
            values.add(at, text(random, VALUE, random.nextInt(60)).strip());
        }
        return new RandomRequest(
                "M" + text(random, TOKEN, random.nextInt(31)),
                "/" + text(random, TARGET, random.nextInt(40)),
                names,
                values);
    }

    private static String text(SplittableRandom random, String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    String render() {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (int i = 0; i < names.size(); i++) {
            text.append(names.get(i))
                    .append(i % 2 == 0 ? ": " : ":\t ")
                    .append(values.get(i))
                    .append(i % 3 == 0 ? "\r\n" : " \t\r\n");
        }
        return text.append("\r\n").toString();
    }
}
