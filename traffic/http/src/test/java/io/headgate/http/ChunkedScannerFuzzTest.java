package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any octets, cut anywhere: {@link ChunkedScanner} never throws, gives one result, and always moves on. Runs the inputs under
 * {@code src/test/resources/io/headgate/http/ChunkedScannerFuzzTestInputs}; for a search of five minutes:
 * {@code JAZZER_FUZZ=1 ./mvnw -pl traffic/http test -Dtest=ChunkedScannerFuzzTest}.
 */
class ChunkedScannerFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyOctetsHoweverCutHaveOneReading(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        int cut = 1 + (input[0] & 0xFF) % octets.length;
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        String whole = Descriptions.chunks(buffer, new int[] {octets.length});
        assertThat(Descriptions.chunks(buffer, new int[] {cut, octets.length})).isEqualTo(whole);

        var scanner = new ChunkedScanner();
        int at = 0;
        ChunkedScanner.Step step = scanner.step(buffer, at, octets.length);
        while (step == ChunkedScanner.Step.DATA) {
            assertThat(scanner.dataStart()).isGreaterThan(at);
            assertThat(scanner.dataEnd())
                    .isBetween(scanner.dataStart() + 1, octets.length)
                    .isEqualTo(scanner.next());
            at = scanner.next();
            step = scanner.step(buffer, at, octets.length);
        }
        assertThat(scanner.next()).isBetween(at, octets.length);
    }
}
