package io.headgate.server;

import io.headgate.server.HeaderEdits.Field;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads changes to headers. */
final class HeaderEditsReader {

    /** Fields that belong to the connection or to the framing (RFC 9110, 7.6.1; RFC 9112, 6): Headgate's own business. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    private HeaderEditsReader() {}

    /** Changes to both directions. */
    record Both(HeaderEdits request, HeaderEdits response) {}

    static Both both(Section section) {
        return new Both(edits(section, "request"), edits(section, "response"));
    }

    private static HeaderEdits edits(Section section, String direction) {
        return section.read(
                direction,
                NONE,
                value -> value.object(edits -> new HeaderEdits(
                        edits.read("set", List.<Field>of(), HeaderEditsReader::fields),
                        edits.read("add", List.<Field>of(), HeaderEditsReader::fields),
                        edits.list("remove", HeaderEditsReader::removed))));
    }

    private static @Nullable List<Field> fields(Value value) {
        List<Named> entries = value.named();
        List<Field> fields = new ArrayList<>(entries.size());
        Set<String> seen = new HashSet<>();
        for (Named entry : entries) {
            String name = entry.name().toLowerCase(Locale.ROOT);
            String trouble = trouble(name);
            if (trouble != null) {
                entry.refuseName(Kind.VALUE, trouble);
            } else if (!seen.add(name)) {
                entry.refuseName(Kind.DUPLICATE, name + " is there already (expected: once)");
            }
            String text = entry.value().text(TextRule.FIELD_VALUE);
            if (text != null) {
                fields.add(new Field(name, text));
            }
        }
        return fields;
    }

    private static @Nullable String removed(Value value) {
        String name = value.text(TextRule.TOKEN);
        String trouble = name == null ? null : trouble(name.toLowerCase(Locale.ROOT));
        if (trouble != null) {
            return value.error(Kind.VALUE, trouble);
        }
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String trouble(String name) {
        if (!TextRule.TOKEN.accepts(name)) {
            return Value.shown(name) + " (expected: " + TextRule.TOKEN.expected() + ")";
        }
        if (name.equals("host")) {
            return "host (expected: rewrite.host instead)";
        }
        return FRAMING.contains(name) ? name + " (expected: no field of the connection or the framing)" : null;
    }
}
