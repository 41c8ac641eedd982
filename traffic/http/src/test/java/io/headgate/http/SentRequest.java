package io.headgate.http;

import java.util.List;

/** A request as a client means it, and the one way it writes it. */
record SentRequest(String method, String target, List<Field> fields) {
    /** A field line: the value has {@code before} and {@code after} around it, which mean nothing. */
    record Field(String name, String before, String value, String after) {
        String meaning() {
            return name + ": " + value;
        }
    }

    SentRequest {
        fields = List.copyOf(fields);
    }

    /** The lines {@code name: value}. */
    List<String> meanings() {
        return fields.stream().map(Field::meaning).toList();
    }

    String render() {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (Field field : fields) {
            text.append(field.name() + ":" + field.before() + field.value() + field.after() + "\r\n");
        }
        return text.append("\r\n").toString();
    }
}
