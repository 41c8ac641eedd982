package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrpcCodecTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int END_STREAM = 1;

    private final GrpcCodec codec = new GrpcCodec("127.0.0.1:2379", Etcd.PUT);
    private final Heard heard = new Heard();

    @Test
    void theFirstRequestFillsThePeersTableAndLaterOnesPointIntoIt() {
        codec.send(new byte[] {7}, /* last= */ true);
        var first = hex(drain());
        assertThat(first)
                .startsWith(hex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .contains("8386" + "44" + literal(Etcd.PUT) + "41" + literal("127.0.0.1:2379") + "5f"
                        + literal("application/grpc") + "40" + literal("te") + literal("trailers"))
                .endsWith("000006" + "00" + "01" + "00000001" + "00" + "00000001" + "07");
        codec.send(new byte[] {8}, /* last= */ false);
        assertThat(hex(drain()))
                .isEqualTo("000006" + "01" + "04" + "00000003" + "8386c1c0bfbe" + "000006" + "00" + "00" + "00000003"
                        + "00" + "00000001" + "08");
    }

    @Test
    void aMessageCutAnywhereArrivesWhole() throws ProtocolException {
        codec.send(new byte[0], /* last= */ true);
        var bytes =
                bytes(frame(DATA, 0, 1, "00000000"), frame(DATA, 0, 1, "050102"), frame(DATA, 0, 1, "030405"), end(1));
        var input = ByteBuffer.allocate(256);
        for (byte one : bytes) {
            input.put(one);
            codec.receive(input.flip(), heard);
            input.compact();
        }
        assertThat(heard.lines).containsExactly("1 message 0102030405", "1 ended");
    }

    @Test
    void severalMessagesInOneFrameArriveOneByOne() throws ProtocolException {
        codec.send(new byte[0], /* last= */ false);
        receive(frame(DATA, 0, 1, "000000000101" + "0000000000" + "000000000102"));
        assertThat(heard.lines).containsExactly("1 message 01", "1 message ", "1 message 02");
    }

    @Test
    void aRefusedCallEndsWithoutAMessageAndOnlyOnce() throws ProtocolException {
        codec.send(new byte[0], /* last= */ true);
        codec.send(new byte[0], /* last= */ true);
        receive(end(1), frame(RST_STREAM, 0, 1, "00000008"), frame(RST_STREAM, 0, 3, "00000008"));
        assertThat(heard.lines).containsExactly("1 ended", "3 ended");
    }

    @Test
    void whatTheWindowDoesNotAllowIsNotSentUntilThePeerRenewsIt() throws ProtocolException {
        var message = new byte[GrpcCodec.REQUEST_LIMIT_BYTES];
        codec.send(message, /* last= */ true);
        codec.send(message, /* last= */ true);
        drain();
        assertThat(codec.canSend(65_535 - 2 * (message.length + 5) - 5)).isTrue();
        assertThat(codec.canSend(65_535 - 2 * (message.length + 5) - 4)).isFalse();
        receive("000004" + "08" + "00" + "00000000" + "0000ffff");
        assertThat(codec.canSend(message.length)).isTrue();
    }

    @Test
    void aLongMessageIsCutIntoFramesOfWhichTheLastEndsTheStream() {
        drain();
        codec.send(new byte[GrpcCodec.REQUEST_LIMIT_BYTES], /* last= */ true);
        var output = ByteBuffer.wrap(drain());
        var lengths = new ArrayList<String>();
        while (output.hasRemaining()) {
            int start = output.position();
            int length = output.getInt(start) >>> 8;
            if (output.get(start + 3) == DATA) {
                lengths.add(length + (output.get(start + 4) == END_STREAM ? " end" : ""));
            }
            output.position(start + 9 + length);
        }
        assertThat(lengths).containsExactly("16384", 32_005 - 16_384 + " end");
    }

    @Test
    void settingsAndPingsAreAnswered() throws ProtocolException {
        drain();
        receive("000000" + "04" + "00" + "00000000", "000008" + "06" + "00" + "00000000" + "0102030405060708");
        receive("000000" + "04" + "01" + "00000000", "000008" + "06" + "01" + "00000000" + "0102030405060708");
        assertThat(hex(drain()))
                .isEqualTo(
                        "000000" + "04" + "01" + "00000000" + "000008" + "06" + "01" + "00000000" + "0102030405060708");
    }

    @Test
    void whatThisClientCannotFollowEndsTheRun() {
        refuses("000008" + "07" + "00" + "00000000" + "0000000000000000", "ended by the server");
        refuses("000006" + "04" + "00" + "00000000" + "0001" + "00000000", "setting 1: 0");
        refuses("000006" + "04" + "00" + "00000000" + "0004" + "00000001", "setting 4: 1");
        refuses("004001" + "00" + "00" + "00000001", "frame of 16385 bytes");
        codec.send(new byte[0], /* last= */ true);
        refuses(frame(DATA, 0, 1, "0100000001"), "compression 1");
    }

    private void refuses(String frame, String message) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> receive(frame))
                .withMessageContaining(message);
    }

    private void receive(String... frames) throws ProtocolException {
        codec.receive(ByteBuffer.wrap(bytes(frames)), heard);
    }

    private byte[] drain() {
        var output = codec.output();
        var bytes = new byte[output.remaining()];
        output.get(bytes);
        output.compact();
        return bytes;
    }

    private static String end(int stream) {
        return frame(HEADERS, END_STREAM | 4, stream, "88");
    }

    private static String frame(int type, int flags, int stream, String payload) {
        return String.format("%06x%02x%02x%08x", payload.length() / 2, type, flags, stream) + payload;
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex));
    }

    private static String literal(String text) {
        return String.format("%02x", text.length()) + hex(text);
    }

    private static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static final class Heard implements GrpcCodec.Sink {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void message(int stream, byte[] message) {
            lines.add(stream + " message " + hex(message));
        }

        @Override
        public void ended(int stream) {
            lines.add(stream + " ended");
        }
    }
}
