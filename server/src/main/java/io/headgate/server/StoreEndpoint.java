package io.headgate.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a member of a store serves clients.
 *
 * @param isTls whether it was written as {@code https://}
 */
record StoreEndpoint(String host, int port, boolean isTls) {
    private static final Pattern FORM =
            Pattern.compile("(https?://)?([a-zA-Z0-9._-]{1,253}|\\[[0-9a-fA-F:.]+]):([0-9]{1,5})/?");

    /** Reads {@code HOST:PORT}, with or without {@code http://} or {@code https://} before it. */
    static final class Converter implements ITypeConverter<StoreEndpoint> {
        @Override
        public StoreEndpoint convert(String value) {
            Matcher parts = FORM.matcher(value);
            if (!parts.matches() || Integer.parseInt(parts.group(3)) < 1 || Integer.parseInt(parts.group(3)) > 65_535) {
                throw new TypeConversionException(
                        "'" + value + "' (expected: HOST:PORT, such as 127.0.0.1:2379, or https://HOST:PORT)");
            }
            return new StoreEndpoint(
                    parts.group(2).replaceAll("[\\[\\]]", ""),
                    Integer.parseInt(parts.group(3)),
                    "https://".equals(parts.group(1)));
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
