package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkedScannerTest {
    private static final long SEED = 71;

    /** A payload and one way to send it. */
    private record Encoding(String payload, String chunked) {
        static Encoding draw(SplittableRandom random) {
            var payload = new StringBuilder();
            var chunked = new StringBuilder();
            for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
                String data = text(random, "ab\r\n0;\u00ff", random.nextInt(1, 40));
                payload.append(data);
                chunked.append("0".repeat(random.nextInt(3)))
                        .append(Integer.toHexString(data.length()))
                        .append(random.nextBoolean() ? "" : ";x;y=z;q=\"\\\";\"")
                        .append("\r\n" + data + "\r\n");
            }
            chunked.append("0\r\n");
            for (int fields = random.nextInt(3); fields > 0; fields--) {
                chunked.append("X-Checksum: " + text(random, "0123abc", 300) + "\r\n");
            }
            return new Encoding(payload.toString(), chunked.append("\r\n").toString());
        }

        private static String text(SplittableRandom random, String alphabet, int length) {
            var text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            return text.toString();
        }

        byte[] octets() {
            return chunked.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aRandomEncodingDecodesToItsPayload() {
        for (int i = 0; i < 5_000; i++) {
            Encoding encoding = Encoding.draw(new SplittableRandom(SEED + i));
            byte[] octets = encoding.octets();
            ByteBuffer buffer = i % 2 == 0 ? ByteBuffer.wrap(octets) : direct(octets);
            assertThat(Descriptions.chunks(buffer, new int[] {octets.length}))
                    .as("seed %d", SEED + i)
                    .startsWith("ok data=" + encoding.payload() + " rest=0 ");
            assertThat(buffer.position()).isZero();
        }
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    @Test
    void aMutatedEncodingGivesTheSameResultHoweverItIsCut() {
        for (int i = 0; i < 5_000; i++) {
            var random = new SplittableRandom(SEED + i);
            byte[] octets = Encoding.draw(random).octets();
            if (random.nextBoolean()) {
                octets[random.nextInt(octets.length)] = (byte) "\r\n0aF;=\" x".charAt(random.nextInt(10));
            }
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            String whole = Descriptions.chunks(buffer, new int[] {octets.length});
            for (int tries = 0; tries < 5; tries++) {
                int first = random.nextInt(octets.length);
                int second = random.nextInt(first, octets.length);
                assertThat(Descriptions.chunks(buffer, new int[] {first, second, octets.length}))
                        .as("seed %d, cut at %d and %d", SEED + i, first, second)
                        .isEqualTo(whole);
            }
        }
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
