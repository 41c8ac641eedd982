package io.headgate.server;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Something that happened to a node, for people and programs to read later. Immutable.
 *
 * @param id 1 for the first event of a process, then one more for each
 * @param message one sentence without the time and the kind
 * @param fields what the message is made of, for programs; values are {@code String} or {@code Long}
 */
record Event(long id, Instant time, Kind kind, String message, SequencedMap<String, Object> fields) {

    /** The sorts of event. Names are part of the output and are never reused. */
    enum Kind {
        /** The node serves its first requests. */
        READY,
        /** A configuration is in force. */
        APPLIED,
        /** A configuration was refused; the one before stays in force. */
        REJECTED,
        /** Something wrong in a configuration, or worth a look. */
        PROBLEM,
        /** The admin endpoint has opened, moved or closed. */
        ADMIN,
        /** Active checks changed their verdict on an endpoint. */
        HEALTH,
        /** An endpoint failed too often in a row and is out of use. */
        EJECTED,
        /** An endpoint's ejection is over. */
        RETURNED,
        /** Too few endpoints of a pool are left, so health is not believed. */
        PANIC_ENTERED,
        /** Enough endpoints of a pool are left again. */
        PANIC_LEFT,
        /** The node takes no new connections and waits for what is under way. */
        DRAINING,
        /** The node has ended. */
        STOPPED,
        /** Events were not written because whoever reads them is too slow. */
        LOST;

        /** Lower case with hyphens, such as {@code panic-left}. */
        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Event {
        fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (!(field.getValue() instanceof String || field.getValue() instanceof Long)) {
                throw new IllegalArgumentException(field + " (expected: a String or a Long)");
            }
        }
    }
}
