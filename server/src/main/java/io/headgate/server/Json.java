package io.headgate.server;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON and back, for what an operator asks about. Loaded at the first use: a start does without it. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private Json() {}

    /** One line, keys in the order of the record's components. */
    static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Many lines, for people too, in UTF-8. */
    static byte[] page(Object value) {
        return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a record; keys that it does not have are skipped, so that an older program understands a newer node.
     *
     * @throws JacksonException if it is something else
     */
    static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }
}
