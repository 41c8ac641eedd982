package io.headgate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What an HTTP/1 reader must find in a request that {@link Http2Fields} calls good: the fields given, and none beside. */
final class Http2FieldsModel {
    private Http2FieldsModel() {}

    /** Hands over lines {@code name: value}; a name may hold a colon, but not one with a blank behind it. */
    static void feed(Http2Fields to, List<String> fields) {
        for (String field : fields) {
            byte[] name = nameOf(field).getBytes(ISO_8859_1);
            byte[] value = valueOf(field).getBytes(ISO_8859_1);
            to.field(name, 0, name.length, value, 0, value.length);
        }
    }

    private static String nameOf(String field) {
        return field.substring(0, field.indexOf(": "));
    }

    private static String valueOf(String field) {
        return field.substring(field.indexOf(": ") + 2);
    }

    /**
     * Checks one list as a request.
     *
     * @param end no content follows
     * @return true if it was read as one
     */
    static boolean check(List<String> fields, boolean end) {
        Http2Fields ours = new Http2Fields();
        ours.startRequest(64 << 10);
        feed(ours, fields);
        if (ours.finishRequest(end) != Http2Fields.Outcome.GOOD) {
            return false;
        }
        RequestHead head = new RequestHead(HeadLimits.DEFAULT);
        int past = head.parse(ours.bytes(), 0, ours.length());
        if (past == RequestHead.INVALID) {
            return false;
        }
        assertThat(past).as("%s", fields).isEqualTo(ours.length());
        assertThat(Descriptions.text(head.bytes(), head.methodStart(), head.methodEnd()))
                .as("%s", fields)
                .isEqualTo(pseudo(fields, ":method"));
        if (head.method() != Method.CONNECT) {
            assertThat(Descriptions.text(head.bytes(), head.targetStart(), head.targetEnd()))
                    .as("%s", fields)
                    .isEqualTo(pseudo(fields, ":path"));
        }
        assertThat(Descriptions.fields(head)).as("%s", fields).isEqualTo(expected(fields, end, head.method()));
        return true;
    }

    private static List<String> expected(List<String> fields, boolean end, Method method) {
        List<String> expected = new ArrayList<>();
        List<String> cookies = new ArrayList<>();
        String authority = pseudo(fields, ":authority");
        if (!authority.isEmpty()) {
            expected.add("host: " + authority);
        }
        boolean length = false;
        for (String field : fields) {
            switch (nameOf(field)) {
                case "cookie" -> cookies.add(valueOf(field));
                case "host" -> {
                    if (authority.isEmpty()) {
                        expected.add(field);
                    }
                }
                default -> {
                    length |= nameOf(field).equals("content-length");
                    if (!field.startsWith(":")) {
                        expected.add(field);
                    }
                }
            }
        }
        String joined = joined(cookies);
        if (!joined.isEmpty()) {
            expected.add("cookie: " + joined);
        }
        if (!length && !end) {
            expected.add("transfer-encoding: chunked");
        } else if (!length && (method == Method.POST || method == Method.PUT || method == Method.PATCH)) {
            expected.add("content-length: 0");
        }
        return expected;
    }

    /** An empty first cookie leaves nothing behind; the reader takes blanks off the end. */
    private static String joined(List<String> cookies) {
        StringBuilder joined = new StringBuilder();
        for (String cookie : cookies) {
            joined.append(joined.isEmpty() ? "" : "; ").append(cookie);
        }
        return joined.toString().stripTrailing();
    }

    private static String pseudo(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.startsWith(name + ": "))
                .map(Http2FieldsModel::valueOf)
                .findFirst()
                .orElse("");
    }
}
