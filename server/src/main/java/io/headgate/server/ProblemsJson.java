package io.headgate.server;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Problems as JSON, for programs. */
final class ProblemsJson {

    private ProblemsJson() {}

    /** An array, one object per problem, in the given order. */
    static String render(List<Problem> problems) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            problems.forEach(problem -> write(json, problem));
            json.writeEndArray();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Problem problem) {
        json.writeStartObject();
        json.writeStringProperty("file", problem.at().file());
        json.writeNumberProperty("line", problem.at().line());
        json.writeNumberProperty("column", problem.at().column());
        json.writeStringProperty("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("kind", problem.kind().code());
        json.writeStringProperty("key", problem.key());
        json.writeStringProperty("message", problem.message());
        json.writeArrayPropertyStart("suggestions");
        problem.suggestions().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }
}
