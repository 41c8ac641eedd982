package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.HeadError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may do with frames and what it may not (RFC 9113), frame by frame. */
class Http2FramingTest {
    private final Http2Endpoint endpoint = Http2Endpoint.clearText();
    private final Http2Gate gate = new Http2Gate();

    @BeforeEach
    void serve() throws IOException {
        gate.streams = 5;
        gate.serve(endpoint.address());
    }

    @AfterEach
    void stop() {
        gate.close();
        endpoint.close();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The preface.

    @Test
    void thePrefaceAndAllBehindItMayBeCutAnywhere() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Http2Wire.preface());
        all.writeBytes(Http2Wire.frame(Http2.SETTINGS, 0, 0));
        all.writeBytes(Http2Wire.frame(
                Http2.HEADERS,
                Http2.END_HEADERS | Http2.END_STREAM,
                1,
                Http2Wire.encode(Http2Wire.request("GET", "/bytes/3"))));
        byte[] octets = all.toByteArray();
        for (int cut = 1; cut < octets.length; cut++) {
            try (Http2Wire wire = new Http2Wire(
                    new Socket(gate.address().getAddress(), gate.address().getPort()))) {
                wire.write(Arrays.copyOf(octets, cut));
                if (cut > Http2Wire.preface().length + 9) {
                    // The first part has been read when the settings are acknowledged.
                    wire.until(() -> wire.settings.size() == 2);
                }
                wire.write(Arrays.copyOfRange(octets, cut, octets.length));
                assertThat(wire.over(1).body.toByteArray()).as("cut at " + cut).isEqualTo(Http2Endpoint.octets(3));
            }
        }
    }

    @Test
    void octetsMayComeOneByOne() throws IOException {
        try (Http2Wire wire = new Http2Wire(
                new Socket(gate.address().getAddress(), gate.address().getPort()))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(Http2Wire.preface());
            all.writeBytes(Http2Wire.frame(Http2.SETTINGS, 0, 0));
            all.writeBytes(Http2Wire.frame(
                    Http2.HEADERS, Http2.END_HEADERS, 1, Http2Wire.encode(Http2Wire.request("POST", "/echo"))));
            all.writeBytes(Http2Wire.frame(Http2.DATA, Http2.PADDED | Http2.END_STREAM, 1, padded("hello", 3)));
            for (byte octet : all.toByteArray()) {
                wire.write(new byte[] {octet});
            }
            assertThat(wire.over(1).text()).isEqualTo("hello");
        }
    }

    @Test
    void aWrongPrefaceEndsTheConnection() throws IOException {
        try (Http2Wire wire = new Http2Wire(
                new Socket(gate.address().getAddress(), gate.address().getPort()))) {
            wire.write("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(ISO_8859_1));
            wire.untilClosed();
            assertThat(wire.goAways)
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.number(4)).isEqualTo(Http2.PROTOCOL_ERROR));
        }
    }

    @Test
    void aListenerWithoutHttp2RefusesThePreface() throws IOException {
        try (Http2Gate plain = new Http2Gate()) {
            plain.streams = 0;
            plain.serve(endpoint.address());
            try (Socket socket =
                    new Socket(plain.address().getAddress(), plain.address().getPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(Http2Wire.preface());
                assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                        .startsWith("HTTP/1.1 505");
            }
        }
    }

    @Test
    void settingsSayWhatIsTaken() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.until(() -> wire.settings.size() == 2);
            assertThat(wire.settings.get(0).payload())
                    .isEqualTo(new byte[] {0, 3, 0, 0, 0, 5, 0, 6, 0, 0, (byte) 0x80, 0});
            assertThat(wire.settings.get(1).flags()).isEqualTo(Http2.ACK);
            assertThat(wire.stream(0).window).isPositive();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Frames that are fine.

    @Test
    void aPingIsAnsweredWithItsOctets() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            byte[] octets = {1, 2, 3, 4, 5, 6, 7, 8};
            wire.send(Http2.PING, 0, 0, octets);
            wire.until(() -> !wire.pings.isEmpty());
            assertThat(wire.pings.getFirst().payload()).isEqualTo(octets);
            assertThat(wire.pings.getFirst().flags()).isEqualTo(Http2.ACK);
        }
    }

    @Test
    void aHeaderBlockMayBeCutAnywhere() throws IOException {
        byte[] block = Http2Wire.encode(Http2Wire.request("GET", "/fields", "x-a: b"));
        try (Http2Wire wire = gate.connect()) {
            int stream = 1;
            for (int cut = 0; cut <= block.length; cut++, stream += 2) {
                wire.send(Http2.HEADERS, Http2.END_STREAM, stream, Arrays.copyOf(block, cut));
                wire.send(Http2.CONTINUATION, 0, stream);
                wire.send(Http2.CONTINUATION, Http2.END_HEADERS, stream, Arrays.copyOfRange(block, cut, block.length));
                assertThat(wire.over(stream).text()).as("cut at " + cut).contains("x-a: b\n");
            }
        }
    }

    @Test
    void paddingAndPriorityAreLeftOut() throws IOException {
        byte[] block = Http2Wire.encode(Http2Wire.request("POST", "/echo"));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(7);
        payload.writeBytes(new byte[] {0, 0, 0, 0, 15});
        payload.writeBytes(block);
        payload.writeBytes(new byte[7]);
        try (Http2Wire wire = gate.connect()) {
            wire.send(Http2.HEADERS, Http2.END_HEADERS | Http2.PADDED | Http2.WITH_PRIORITY, 1, payload.toByteArray());
            wire.send(Http2.PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 15});
            wire.send(Http2.DATA, Http2.PADDED, 1, padded("ab", 200));
            wire.send(Http2.DATA, Http2.PADDED, 1, padded("", 9));
            wire.send(Http2.DATA, Http2.PADDED | Http2.END_STREAM, 1, padded("cd", 0));
            assertThat(wire.over(1).text()).isEqualTo("abcd");
        }
    }

    @Test
    void unknownFramesAndSettingsAreLeftOut() throws IOException {
        try (Http2Wire wire = gate.connect(0xabc, 7)) {
            wire.send(0x42, 0xff, 0, new byte[100]);
            wire.send(0x42, 0xff, 7, new byte[0]);
            wire.get(1, "/bytes/5");
            assertThat(wire.over(1).body.size()).isEqualTo(5);
        }
    }

    @Test
    void requestsRunSideBySideAndEndInAnyOrder() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            wire.get(3, "/bytes/10");
            assertThat(wire.over(3).body.size()).isEqualTo(10);
            assertThat(wire.stream(1).over()).isFalse();
            endpoint.held();
        }
    }

    @Test
    void trailersPassBothWays() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, /* end= */ false, Http2Wire.request("POST", "/echo"));
            wire.data(1, false, "body".getBytes(ISO_8859_1));
            wire.headers(1, /* end= */ true, "x-sum: 42");
            assertThat(wire.over(1).text()).isEqualTo("body");
            assertThat(wire.stream(1).blocks.getLast()).containsExactly("x-sum: 42");
        }
    }

    @Test
    void interimResponsesPass() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/interim");
            List<List<String>> blocks = wire.over(1).blocks;
            assertThat(blocks).hasSize(2);
            assertThat(blocks.get(0)).contains(":status: 103", "link: </a.css>");
            assertThat(blocks.get(1)).contains(":status: 200");
        }
    }

    @Test
    void aHeadResponseHasALengthAndNoContent() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, true, Http2Wire.request("HEAD", "/status/200"));
            assertThat(wire.over(1).blocks.getFirst()).contains(":status: 200");
            wire.headers(3, true, Http2Wire.request("GET", "/status/204"));
            assertThat(wire.over(3).blocks.getFirst())
                    .contains(":status: 204")
                    .noneMatch(field -> field.startsWith("content-length"));
            wire.headers(5, true, Http2Wire.request("GET", "/status/304"));
            assertThat(wire.over(5).blocks.getFirst()).contains(":status: 304");
            assertThat(wire.stream(1).body.size()
                            + wire.stream(3).body.size()
                            + wire.stream(5).body.size())
                    .isZero();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Streams that are not.

    @Test
    void aStreamBeyondTheLimitIsRefusedAndMayBeTriedAgain() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream <= 9; stream += 2) {
                wire.get(stream, "/hold");
            }
            wire.get(11, "/bytes/1");
            assertThat(wire.over(11).reset).isEqualTo(Http2.REFUSED_STREAM);
            wire.reset(1, Http2.CANCEL);
            wire.get(13, "/bytes/1");
            assertThat(wire.over(13).body.size()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Upper: a",
                "connection: close",
                "transfer-encoding: chunked",
                "te: gzip",
                ":status: 200",
                "x: a\r\nb: c",
                "host: b.example",
                "content-length: 3"
            })
    void aMalformedRequestEndsItsStreamAndNoOther(String field) throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/echo"));
            wire.headers(3, true, Http2Wire.request("GET", "/fields", field));
            assertThat(wire.over(3).reset).isEqualTo(Http2.PROTOCOL_ERROR);
            assertThat(wire.stream(3).blocks).isEmpty();
            wire.data(1, true, "still here".getBytes(ISO_8859_1));
            assertThat(wire.over(1).text()).isEqualTo("still here");
        }
    }

    @Test
    void contentThatIsNotAsLongAsSaidEndsTheStream() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/echo", "content-length: 3"));
            wire.data(1, true, new byte[2]);
            assertThat(wire.over(1).reset).isEqualTo(Http2.PROTOCOL_ERROR);
            wire.headers(3, false, Http2Wire.request("POST", "/echo", "content-length: 3"));
            wire.data(3, true, new byte[4]);
            assertThat(wire.over(3).reset).isEqualTo(Http2.PROTOCOL_ERROR);
            wire.headers(5, false, Http2Wire.request("POST", "/echo", "content-length: 3"));
            wire.data(5, true, "abc".getBytes(ISO_8859_1));
            assertThat(wire.over(5).text()).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {":path: /", "connection: close", "content-length: 3", "X: y"})
    void malformedTrailersEndTheStream(String field) throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            wire.headers(1, true, field);
            assertThat(wire.over(1).reset).isEqualTo(Http2.PROTOCOL_ERROR);
        }
    }

    @Test
    void trailersThatAreNotTheEndEndTheStream() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            wire.headers(1, false, "x-sum: 42");
            assertThat(wire.over(1).reset).isEqualTo(Http2.PROTOCOL_ERROR);
        }
    }

    @Test
    void tooLargeAHeadIsAnswered() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            // Small on the wire: 40 octets that stand for more than 32 KiB.
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(Http2Wire.encode(Http2Wire.request("GET", "/bytes/1")));
            block.write(0x40);
            block.write(1);
            block.write('x');
            block.writeBytes(new byte[] {127, (byte) 0xbd, 29}); // 3900
            block.writeBytes("v".repeat(3900).getBytes(ISO_8859_1));
            for (int i = 0; i < 10; i++) {
                block.write(0xbe);
            }
            wire.send(Http2.HEADERS, Http2.END_HEADERS | Http2.END_STREAM, 1, block.toByteArray());
            assertThat(wire.over(1).blocks.getFirst()).contains(":status: 431");
            wire.headers(3, true, manyFields());
            assertThat(wire.over(3).blocks.getFirst()).contains(":status: 431");
            wire.get(5, "/bytes/1");
            assertThat(wire.over(5).body.size()).isEqualTo(1);
        }
        assertThat(gate.listenerStats().refusedHeads())
                .containsKeys(HeadError.HEAD_TOO_LARGE, HeadError.TOO_MANY_HEADERS);
    }

    private static String[] manyFields() {
        String[] fields = new String[101];
        Arrays.fill(fields, "x: y");
        return Http2Wire.request("GET", "/bytes/1", fields);
    }

    @Test
    void anEarlyResponseIsSentBeforeTheStreamIsReset() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/early"));
            wire.data(1, false, new byte[1000]);
            wire.until(() -> wire.stream(1).reset >= 0);
            assertThat(wire.stream(1).blocks.getFirst()).contains(":status: 413");
            assertThat(wire.stream(1).ended).isTrue();
            assertThat(wire.stream(1).reset).isEqualTo(Http2.NO_ERROR);
            // What was under way is thrown away, and the connection lives.
            wire.data(1, true, new byte[1000]);
            wire.get(3, "/bytes/1");
            assertThat(wire.over(3).body.size()).isEqualTo(1);
        }
    }

    @Test
    void aResetCancelsTheEndpointsWork() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            endpoint.held();
            wire.reset(1, Http2.CANCEL);
            assertThat(endpoint.reset()).isEqualTo(Http2.CANCEL);
        }
    }

    @Test
    void aClientThatVanishesCancelsAllItsWork() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            wire.get(3, "/hold");
            endpoint.held();
            endpoint.held();
        }
        assertThat(endpoint.reset()).isEqualTo(Http2.CANCEL);
        assertThat(endpoint.reset()).isEqualTo(Http2.CANCEL);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // What ends the connection.

    @ParameterizedTest
    @CsvSource({
        // type, flags, stream, length, error
        "0, 0, 0, 1, 1", // DATA on stream 0
        "0, 0, 9, 1, 1", // DATA on an idle stream
        "0, 8, 1, 0, 1", // DATA padded, without a length of padding
        "1, 4, 0, 1, 1", // HEADERS on stream 0
        "1, 4, 2, 1, 1", // HEADERS on a stream of ours
        "1, 12, 9, 0, 6", // HEADERS padded, without a length of padding
        "1, 36, 9, 4, 1", // HEADERS with half a priority
        "1, 4, 9, 1, 9", // HEADERS whose block is cut off
        "2, 0, 0, 5, 1", // PRIORITY on stream 0
        "3, 0, 0, 4, 1", // RST_STREAM on stream 0
        "3, 0, 9, 4, 1", // RST_STREAM on an idle stream
        "3, 0, 1, 3, 6", // RST_STREAM too short
        "4, 0, 1, 0, 1", // SETTINGS on a stream
        "4, 0, 0, 5, 6", // SETTINGS cut off
        "4, 1, 0, 6, 6", // SETTINGS acknowledged with content
        "5, 4, 1, 4, 1", // PUSH_PROMISE
        "6, 0, 0, 7, 6", // PING too short
        "6, 0, 1, 8, 1", // PING on a stream
        "7, 0, 0, 7, 6", // GOAWAY too short
        "7, 0, 1, 8, 1", // GOAWAY on a stream
        "8, 0, 0, 3, 6", // WINDOW_UPDATE too short
        "8, 0, 0, 4, 1", // WINDOW_UPDATE by 0 on the connection
        "8, 0, 9, 4, 1", // WINDOW_UPDATE on an idle stream
        "9, 4, 1, 1, 1", // CONTINUATION of nothing
        "66, 0, 0, 16385, 6" // longer than a frame may be
    })
    void aFrameThatBreaksTheProtocolEndsTheConnection(int type, int flags, int streamId, int length, int error)
            throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            wire.roundTrip();
            wire.send(type, flags, streamId, new byte[length]);
            if (type == Http2.DATA && length == 0) {
                wire.send(Http2.PING, 0, 0, new byte[8]);
            }
            wire.untilClosed();
            assertThat(wire.goAways).hasSize(1);
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(error);
            assertThat(wire.goAways.getFirst().number(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1", "4, -1, 3", "5, 16383, 1", "5, 16777216, 1"})
    void aSettingOutOfRangeEndsTheConnection(int id, int value, int error) throws IOException {
        try (Http2Wire wire = gate.connect(id, value)) {
            wire.untilClosed();
            assertThat(wire.goAways).hasSize(1);
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(error);
        }
    }

    @Test
    void anythingBetweenThePartsOfABlockEndsTheConnection() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            wire.send(Http2.HEADERS, Http2.END_STREAM, 1, new byte[0]);
            wire.send(Http2.PING, 0, 0, new byte[8]);
            wire.untilClosed();
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.PROTOCOL_ERROR);
        }
    }

    private static byte[] padded(String text, int padding) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(padding);
        payload.writeBytes(text.getBytes(ISO_8859_1));
        payload.writeBytes(new byte[padding]);
        return payload.toByteArray();
    }
}
