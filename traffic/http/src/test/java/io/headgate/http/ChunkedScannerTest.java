package io.headgate.http;

import static io.headgate.property.Generators.booleans;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkedScannerTest {
    @HegelTest(testCases = 500)
    void anEncodingDecodesToItsPayloadAndTrailers(TestCase tc) {
        ChunkedMessage message = tc.draw(HttpGenerators.chunkedMessages(), "message");
        byte[] octets = octets(message.render());
        ByteBuffer buffer = tc.draw(booleans(), "direct") ? direct(octets) : ByteBuffer.wrap(octets);
        String told = Descriptions.chunks(buffer, new int[] {octets.length});
        assertThat(told)
                .startsWith("ok data=" + message.payload() + " rest=0 trailers="
                        + message.trailers().size());
        for (String trailer : message.trailers()) {
            assertThat(told).contains(" value=" + trailer.substring("X-Checksum: ".length()) + " ");
        }
        assertThat(buffer.position()).isZero();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    @HegelTest(testCases = 1_000)
    void anyEncodingIsReadTheSameHoweverItIsCut(TestCase tc) {
        String message = tc.draw(HttpGenerators.chunkedMessages().map(ChunkedMessage::render), "message");
        byte[] octets = octets(tc.draw(HttpGenerators.damaged(message), "damaged"));
        int[] cuts = tc.draw(HttpGenerators.cuts(octets.length), "cuts").stream()
                .mapToInt(Integer::intValue)
                .toArray();
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        assertThat(Descriptions.chunks(buffer, cuts)).isEqualTo(Descriptions.chunks(buffer, new int[] {octets.length}));
    }

    @Test
    void aChunkLargerThanTheBufferIsToldInPieces() {
        var scanner = new ChunkedScanner();
        var buffer = ByteBuffer.wrap("10000000\r\nabc".getBytes(StandardCharsets.US_ASCII));
        assertThat(scanner.step(buffer, 0, 13)).isEqualTo(ChunkedScanner.Step.DATA);
        assertThat(scanner.dataStart()).isEqualTo(10);
        assertThat(scanner.dataEnd()).isEqualTo(13).isEqualTo(scanner.next());
        assertThat(scanner.step(buffer, 13, 13)).isEqualTo(ChunkedScanner.Step.MORE);
        assertThat(scanner.step(buffer, 10, 13)).isEqualTo(ChunkedScanner.Step.DATA);
    }

    @Test
    void aScannerIsReusedAfterEveryOutcome() {
        var scanner = new ChunkedScanner();
        for (String before : new String[] {"0\r\nX: y\r\n\r\n", "1;x=\"", "0\r\nX: y", "zz", "0\r\nHost: a\r\n\r\n"}) {
            scanner.reset();
            scanner.step(ByteBuffer.wrap(before.getBytes(StandardCharsets.US_ASCII)), 0, before.length());
            scanner.reset();
            var end = ByteBuffer.wrap("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(scanner.step(end, 0, 5)).isEqualTo(ChunkedScanner.Step.END);
            assertThat(scanner.trailers().headerCount()).isZero();
        }
        assertThatIllegalStateException().isThrownBy(() -> scanner.step(ByteBuffer.allocate(1), 0, 1));
        assertThatIllegalStateException().isThrownBy(scanner::error);
    }
}
