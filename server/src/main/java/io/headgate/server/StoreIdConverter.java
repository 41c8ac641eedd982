package io.headgate.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an id of a member or a lease: hexadecimal, as the commands print it. */
final class StoreIdConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        try {
            return Long.parseUnsignedLong(value, 16);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("'" + value + "' (expected: up to 16 hexadecimal digits, as "
                    + "`member list` and `lease list` print them)");
        }
    }
}
