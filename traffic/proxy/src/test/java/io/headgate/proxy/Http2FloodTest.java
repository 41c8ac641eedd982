package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Work for nothing (RFC 9113, section 10.5): who asks for it is sent away, and who uses the connection is not. */
class Http2FloodTest {
    private static final int FLOOD_FRAMES = 20_000;

    private final Http2Endpoint endpoint = Http2Endpoint.clearText();
    private final Http2Gate gate = new Http2Gate();

    @BeforeEach
    void serve() throws IOException {
        gate.serve(endpoint.address());
    }

    @AfterEach
    void stop() {
        gate.close();
        endpoint.close();
    }

    /** The frames of one round of a flood. */
    @FunctionalInterface
    interface Round {
        void write(ByteArrayOutputStream out, int round);
    }

    private static Arguments flood(String name, Round round) {
        return Arguments.of(name, round);
    }

    static Stream<Arguments> floods() {
        byte[] get = Http2Wire.encode(Http2Wire.request("GET", "/hold"));
        byte[] contradiction = Http2Wire.encode(Http2Wire.request("GET", "/hold", "content-length: 3"));
        // A frame full of the same setting: each is work for every stream.
        byte[] settings = new byte[16_380];
        for (int i = 0; i < settings.length; i += 6) {
            settings[i + 1] = Http2.INITIAL_WINDOW_SIZE;
        }
        byte[] malformed = Http2Wire.encode("x: y");
        int whole = Http2.END_HEADERS | Http2.END_STREAM;
        return Stream.of(
                flood("rapid reset", (out, round) -> {
                    out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, get));
                    out.writeBytes(Http2Wire.frame(Http2.RST_STREAM, 0, 3 + 2 * round, Http2Wire.number(Http2.CANCEL)));
                }),
                flood("streams made to be reset by us", (out, round) -> {
                    out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, get));
                    out.writeBytes(Http2Wire.frame(Http2.WINDOW_UPDATE, 0, 3 + 2 * round, Http2Wire.number(0)));
                }),
                flood("streams made to be reset by us, after content", (out, round) -> {
                    out.writeBytes(Http2Wire.frame(Http2.HEADERS, Http2.END_HEADERS, 3 + 2 * round, get));
                    out.writeBytes(Http2Wire.frame(Http2.DATA, 0, 3 + 2 * round, new byte[1]));
                    out.writeBytes(Http2Wire.frame(Http2.WINDOW_UPDATE, 0, 3 + 2 * round, Http2Wire.number(0)));
                }),
                flood("rapid reset with content", (out, round) -> {
                    out.writeBytes(Http2Wire.frame(Http2.HEADERS, Http2.END_HEADERS, 3 + 2 * round, get));
                    out.writeBytes(Http2Wire.frame(Http2.DATA, 0, 3 + 2 * round, new byte[1]));
                    out.writeBytes(Http2Wire.frame(Http2.RST_STREAM, 0, 3 + 2 * round, Http2Wire.number(Http2.CANCEL)));
                }),
                flood("content for streams that are gone", (out, round) -> {
                    out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, get));
                    out.writeBytes(Http2Wire.frame(Http2.RST_STREAM, 0, 3 + 2 * round, Http2Wire.number(Http2.CANCEL)));
                    out.writeBytes(Http2Wire.frame(Http2.DATA, 0, 3 + 2 * round, new byte[1]));
                }),
                flood(
                        "requests that contradict themselves",
                        (out, round) ->
                                out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, contradiction))),
                flood(
                        "malformed requests",
                        (out, round) ->
                                out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, malformed))),
                flood(
                        "streams beyond the limit",
                        (out, round) -> out.writeBytes(Http2Wire.frame(Http2.HEADERS, whole, 3 + 2 * round, get))),
                flood("PING", (out, _) -> out.writeBytes(Http2Wire.frame(Http2.PING, 0, 0, new byte[8]))),
                flood(
                        "PING answers",
                        (out, _) -> out.writeBytes(Http2Wire.frame(Http2.PING, Http2.ACK, 0, new byte[8]))),
                flood("settings", (out, _) -> out.writeBytes(Http2Wire.frame(Http2.SETTINGS, 0, 0, settings))),
                flood("SETTINGS", (out, _) -> out.writeBytes(Http2Wire.frame(Http2.SETTINGS, 0, 0))),
                flood("empty DATA", (out, _) -> out.writeBytes(Http2Wire.frame(Http2.DATA, 0, 1))),
                flood(
                        "padding only",
                        (out, _) -> out.writeBytes(Http2Wire.frame(Http2.DATA, Http2.PADDED, 1, new byte[] {0}))),
                flood("PRIORITY", (out, _) -> out.writeBytes(Http2Wire.frame(Http2.PRIORITY, 0, 1, new byte[5]))),
                flood(
                        "WINDOW_UPDATE",
                        (out, _) -> out.writeBytes(Http2Wire.frame(Http2.WINDOW_UPDATE, 0, 1, Http2Wire.number(1)))),
                flood("unknown frames", (out, _) -> out.writeBytes(Http2Wire.frame(0x42, 0, 0))),
                flood(
                        "CONTINUATION",
                        (out, round) -> out.writeBytes(
                                round == 0
                                        ? Http2Wire.frame(Http2.HEADERS, Http2.END_STREAM, 3)
                                        : Http2Wire.frame(Http2.CONTINUATION, 0, 3))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodEndsTheConnection(String name, Round round) throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            endpoint.held();
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < FLOOD_FRAMES; i++) {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        round.write(out, i);
                        wire.write(out.toByteArray());
                    }
                } catch (IOException _) {
                    // Sent away.
                }
            });
            wire.untilClosed();
            flood.join();
            assertThat(wire.goAways).as(name).hasSize(1);
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.ENHANCE_YOUR_CALM);
            assertThat(gate.listenerStats().http2Failures()).isEqualTo(1);
        }
    }

    @Test
    void manyRequestsOfWhichSomeAreCancelledAreWelcome() throws IOException {
        int requests = 100_000;
        int atATime = 50;
        try (Http2Wire wire = gate.connect()) {
            for (int done = 0; done < requests; done += atATime) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                int first = 1 + 2 * done;
                for (int i = 0; i < atATime; i++) {
                    int stream = first + 2 * i;
                    out.writeBytes(Http2Wire.frame(
                            Http2.HEADERS,
                            Http2.END_HEADERS | Http2.END_STREAM,
                            stream,
                            Http2Wire.encode(Http2Wire.request("GET", "/status/204"))));
                    if (i % 20 == 0) {
                        out.writeBytes(Http2Wire.frame(Http2.RST_STREAM, 0, stream, Http2Wire.number(Http2.CANCEL)));
                    }
                }
                wire.write(out.toByteArray());
                for (int i = 0; i < atATime; i++) {
                    if (i % 20 != 0) {
                        assertThat(wire.over(first + 2 * i).ended).isTrue();
                    }
                }
            }
            assertThat(wire.goAways).isEmpty();
        }
    }

    @Test
    void aClientThatAnswersEachFrameWithAWindowIsWelcome() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 1_001; stream += 2) {
                wire.get(stream, "/bytes/40000");
                int id = stream;
                int before = 0;
                while (!wire.stream(stream).ended || wire.stream(stream).body.size() > before) {
                    int seen = before;
                    wire.until(() -> wire.stream(id).body.size() > seen || wire.stream(id).ended);
                    int more = wire.stream(stream).body.size() - before;
                    before += more;
                    if (more > 0) {
                        wire.window(0, more);
                        wire.window(stream, more);
                        wire.roundTrip();
                    }
                }
            }
            assertThat(wire.goAways).isEmpty();
        }
    }
}
