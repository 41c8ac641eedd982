package io.headgate.http;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Asks for one header: any line of its name may match. Immutable; allocates nothing unless it asks a regular expression. */
final class HeaderMatcher {
    private final byte[] name;
    private final int id;
    private final CompiledValue value;

    HeaderMatcher(FieldMatch match, LongAdder givenUp) {
        name = Octets.ascii(match.name().toLowerCase(Locale.ROOT));
        id = HeaderId.of(name, 0, name.length);
        value = CompiledValue.of(match.value(), givenUp);
    }

    boolean matches(RequestHead head) {
        int first = head.find(id);
        if (first < 0) {
            return false;
        }
        byte[] octets = head.bytes();
        for (int i = first; i < head.headerCount(); i++) {
            if (head.headerId(i) == id
                    && Octets.equalsIgnoreCase(octets, head.nameStart(i), head.nameEnd(i), name)
                    && value.matches(octets, head.valueStart(i), head.valueEnd(i))) {
                return true;
            }
        }
        return false;
    }
}
