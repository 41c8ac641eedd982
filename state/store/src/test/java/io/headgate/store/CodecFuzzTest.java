package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes: they are a command in its one form, or a state, or a {@link CodecException}. Runs the inputs under
 * {@code src/test/resources/io/headgate/store/CodecFuzzTestInputs}; for a search of five minutes:
 * {@code JAZZER_FUZZ=1 ./mvnw -pl state/store test -Dtest=CodecFuzzTest}.
 */
class CodecFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreACommandInItsOneFormOrRefused(byte[] input) {
        Command command;
        try {
            command = CommandCodec.decode(ByteBuffer.wrap(input));
        } catch (CodecException _) {
            return;
        }
        byte[] again = new byte[CommandCodec.size(command)];
        CommandCodec.encode(command, ByteBuffer.wrap(again));
        assertThat(again).isEqualTo(input);
        new Keyspace().apply(1, 0, command);
    }

    @FuzzTest(maxDuration = "5m")
    void anyBytesAreAStateHoweverCutOrRefused(byte[] input) {
        int cut = input.length == 0 ? 0 : (input[0] & 0xff) % input.length;
        assertThat(read(input, cut)).isEqualTo(read(input, 0));
    }

    private static String read(byte[] input, int cut) {
        var reader = new StateReader();
        try {
            reader.read(ByteBuffer.wrap(Arrays.copyOfRange(input, 0, cut)));
            reader.read(ByteBuffer.wrap(Arrays.copyOfRange(input, cut, input.length)));
            return reader.finish().hash(0).toString();
        } catch (CodecException refused) {
            return refused.toString();
        }
    }
}
