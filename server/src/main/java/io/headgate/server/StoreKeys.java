package io.headgate.server;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which keys a command is about: one, those with a prefix, or those from one up to another. */
final class StoreKeys {
    /** As the end of a range: no end. */
    private static final ByteString NO_END = ByteString.copyFrom(new byte[] {0});

    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, or where a range begins.")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "END",
            description = "The key before which the range ends; this one key unless given.")
    private @Nullable String end;

    @Option(names = "--prefix", description = "All keys that begin with KEY; all there are if that is empty.")
    private boolean isPrefix;

    /** What a request says: a key, and the end of its range, which is empty for one key. */
    record Range(ByteString key, ByteString end) {}

    Range range() {
        if (isPrefix && end != null) {
            throw new ParameterException(spec.commandLine(), "END and --prefix (expected: one of them)");
        }
        if (key.isEmpty() && !isPrefix) {
            throw new ParameterException(spec.commandLine(), "KEY: '' (expected: a key, or --prefix for all)");
        }
        ByteString from = key.isEmpty() ? NO_END : StoreClient.bytes(key);
        if (isPrefix) {
            return new Range(from, key.isEmpty() ? NO_END : afterPrefix(from));
        }
        return new Range(from, end == null ? ByteString.EMPTY : StoreClient.bytes(end));
    }

    /** The first key after all that begin so: the last byte that can grow grows, what is behind it goes. */
    static ByteString afterPrefix(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            byte last = prefix.byteAt(i);
            if (last != (byte) 0xff) {
                return prefix.substring(0, i).concat(ByteString.copyFrom(new byte[] {(byte) (last + 1)}));
            }
        }
        return NO_END;
    }
}
