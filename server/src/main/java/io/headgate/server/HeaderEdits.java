package io.headgate.server;

import java.util.List;

/**
 * Changes to header fields, in this order: remove, set, add. Names are lower case and never hop-by-hop; values hold no control
 * characters.
 *
 * @param set replaces all fields of that name
 * @param add appends a field
 * @param remove removes all fields of that name
 */
public record HeaderEdits(List<Field> set, List<Field> add, List<String> remove) {

    public HeaderEdits {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /** A header field. */
    public record Field(String name, String value) {}
}
