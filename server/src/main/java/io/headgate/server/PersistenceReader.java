package io.headgate.server;

import io.headgate.server.PersistenceConfig.SourceAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads how clients are brought back to their endpoints. */
final class PersistenceReader {

    private PersistenceReader() {}

    static @Nullable PersistenceConfig persistence(Section section) {
        String kind = section.exactlyOne("cookie", "source", "header");
        var ttl = section.read("ttl", value -> value.duration(PersistenceConfig.Cookie.TTL));
        if (kind == null) {
            return null;
        }
        if (!kind.equals("cookie")) {
            section.conflict("ttl", "with " + kind + " (expected: only with cookie)");
        }
        return switch (kind) {
            case "cookie" -> {
                String name = section.read("cookie", value -> value.text(TextRule.TOKEN));
                yield name == null ? null : new PersistenceConfig.Cookie(name, ttl);
            }
            case "header" -> {
                String name = section.read("header", value -> value.text(TextRule.TOKEN));
                yield name == null ? null : new PersistenceConfig.Header(name.toLowerCase(Locale.ROOT));
            }
            default -> section.read("source", PersistenceReader::source);
        };
    }

    private static @Nullable SourceAddress source(Value value) {
        SourceAddress otherwise = SourceAddress.DEFAULT;
        if (value.isMapping()) {
            return value.object(section -> new SourceAddress(
                    section.integer("prefix4", otherwise.prefix4(), SourceAddress.PREFIX_4),
                    section.integer("prefix6", otherwise.prefix6(), SourceAddress.PREFIX_6)));
        }
        return value.isTrue() ? otherwise : null;
    }
}
