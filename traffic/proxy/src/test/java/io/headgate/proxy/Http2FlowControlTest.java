package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows: nobody gets more than it has room for, and who is slow holds up nobody else (RFC 9113, section 5.2). */
class Http2FlowControlTest {
    private static final int MEBIBYTE = 1 << 20;

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

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_384, 16_385, 65_535})
    void aResponseComesAsFastAsItsWindowOpensAndNoFaster(int window) throws IOException {
        int size = window == 1 ? 2_000 : MEBIBYTE;
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, window)) {
            wire.window(0, Integer.MAX_VALUE - 65_535);
            wire.get(1, "/bytes/" + size);
            Http2Wire.Seen response = wire.stream(1);
            int granted = window;
            while (!response.over()) {
                int all = Math.min(granted, size);
                wire.until(() -> response.body.size() >= all);
                assertThat(response.body.size()).isEqualTo(all);
                if (all == size) {
                    break;
                }
                assertThat(response.ended).isFalse();
                wire.window(1, window);
                granted += window;
            }
            assertThat(wire.over(1).body.toByteArray()).isEqualTo(Http2Endpoint.octets(size));
        }
    }

    @Test
    void theConnectionsWindowBoundsAllStreamsTogether() throws IOException {
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, MEBIBYTE)) {
            wire.get(1, "/bytes/60000");
            wire.get(3, "/bytes/60000");
            wire.until(() -> wire.stream(1).body.size() + wire.stream(3).body.size() == 65_535);
            wire.roundTrip();
            assertThat(wire.stream(1).body.size() + wire.stream(3).body.size()).isEqualTo(65_535);
            wire.window(0, 100_000);
            assertThat(wire.over(1).body.toByteArray()).isEqualTo(Http2Endpoint.octets(60_000));
            assertThat(wire.over(3).body.toByteArray()).isEqualTo(Http2Endpoint.octets(60_000));
        }
    }

    @Test
    void streamsTakeTurnsInASmallWindow() throws IOException {
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, 0)) {
            for (int stream = 1; stream <= 7; stream += 2) {
                wire.get(stream, "/bytes/50000");
            }
            wire.roundTrip();
            for (int stream = 1; stream <= 7; stream += 2) {
                wire.window(stream, 50_000);
            }
            wire.until(() -> wire.stream(1).body.size()
                            + wire.stream(3).body.size()
                            + wire.stream(5).body.size()
                            + wire.stream(7).body.size()
                    == 65_535);
            // The last of them got nothing before the window was used up only if the first took all.
            wire.window(0, 400_000);
            for (int stream = 1; stream <= 7; stream += 2) {
                assertThat(wire.over(stream).body.toByteArray()).isEqualTo(Http2Endpoint.octets(50_000));
            }
        }
    }

    @Test
    void aSmallerInitialWindowTakesBackWhatWasGiven() throws IOException {
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, 10_000)) {
            wire.get(1, "/bytes/30000");
            wire.until(() -> wire.stream(1).body.size() == 10_000);
            wire.sendSettings(Http2.INITIAL_WINDOW_SIZE, 4_000);
            // 6,000 are owed: nothing comes of the first, and 1,000 of the rest.
            wire.window(1, 6_000);
            wire.roundTrip();
            assertThat(wire.stream(1).body.size()).isEqualTo(10_000);
            wire.window(1, 1_000);
            wire.until(() -> wire.stream(1).body.size() == 11_000);
            wire.sendSettings(Http2.INITIAL_WINDOW_SIZE, 65_535);
            assertThat(wire.over(1).body.toByteArray()).isEqualTo(Http2Endpoint.octets(30_000));
        }
    }

    @Test
    void aWindowBeyondTwoToThe31EndsTheStreamAndOnTheConnectionEverything() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            endpoint.held();
            wire.window(1, Integer.MAX_VALUE);
            assertThat(wire.over(1).reset).isEqualTo(Http2.FLOW_CONTROL_ERROR);
            wire.window(0, Integer.MAX_VALUE);
            wire.untilClosed();
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.FLOW_CONTROL_ERROR);
        }
    }

    @Test
    void moreThanTheWindowEndsTheStream() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/unread"));
            endpoint.held();
            byte[] tooMuch = new byte[5 * 65_535];
            wire.data(1, false, tooMuch);
            assertThat(wire.over(1).reset).isEqualTo(Http2.FLOW_CONTROL_ERROR);
            wire.get(3, "/bytes/1");
            assertThat(wire.over(3).body.size()).isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatDoesNotReadGivesItsClientNoWindowWhileOthersGoOn() throws Exception {
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/unread"));
            Channel unread = endpoint.held();
            // As much as the client may send at first, and what it is given meanwhile, until there is no more.
            int sent = 0;
            int given = 65_535;
            while (sent < given) {
                int count = Math.min(16_384, given - sent);
                wire.data(1, false, new byte[count]);
                sent += count;
                wire.roundTrip();
                given = 65_535 + wire.stream(1).window;
            }
            assertThat(sent).isLessThan(MEBIBYTE);
            // The stream is held; a second one is not.
            byte[] body = Http2Endpoint.octets(200_000);
            wire.window(0, MEBIBYTE);
            wire.headers(3, false, Http2Wire.request("POST", "/echo"));
            sendAll(wire, 3, body);
            assertThat(wire.over(3).body.toByteArray()).isEqualTo(body);
            assertThat(wire.stream(1).over()).isFalse();
            // And goes on when the endpoint reads.
            unread.config().setAutoRead(true);
            wire.until(() -> wire.stream(1).window > 0);
            unread.writeAndFlush(new DefaultHttp2DataFrame(/* endStream= */ true));
            assertThat(wire.over(1).ended).isTrue();
        }
    }

    /** Sends a body as the windows allow; the response's window is opened far enough. */
    private static void sendAll(Http2Wire wire, int stream, byte[] body) throws IOException {
        wire.window(stream, body.length);
        int sent = 0;
        while (sent < body.length) {
            int from = sent;
            wire.until(() -> 65_535 + wire.stream(stream).window > from);
            int count = Math.min(Math.min(16_384, body.length - sent), 65_535 + wire.stream(stream).window - sent);
            sent += count;
            wire.data(stream, sent == body.length, Arrays.copyOfRange(body, sent - count, sent));
        }
    }

    @Test
    void aSlowClientHoldsItsEndpointBackAndNoOtherClient() throws Exception {
        try (Http2Wire slow = gate.connect();
                Http2Wire quick = gate.connect(Http2.INITIAL_WINDOW_SIZE, MEBIBYTE)) {
            slow.get(1, "/bytes/" + 8 * MEBIBYTE);
            slow.until(() -> slow.stream(1).body.size() == 65_535);
            quick.window(0, 4 * MEBIBYTE);
            quick.get(1, "/bytes/" + MEBIBYTE);
            assertThat(quick.over(1).body.toByteArray()).isEqualTo(Http2Endpoint.octets(MEBIBYTE));
            slow.roundTrip();
            assertThat(slow.stream(1).body.size()).isEqualTo(65_535);
            slow.window(0, 8 * MEBIBYTE);
            slow.window(1, 8 * MEBIBYTE);
            assertThat(slow.over(1).body.toByteArray()).isEqualTo(Http2Endpoint.octets(8 * MEBIBYTE));
        }
    }

    /** Frames of many streams are put together under pressure: each must come out whole. */
    @Test
    void manyLargeResponsesSideBySideComeOutWhole() throws IOException {
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, 8 * MEBIBYTE, Http2.MAX_FRAME_SIZE, 64 * 1024)) {
            wire.window(0, 512 * MEBIBYTE);
            for (int round = 0; round < 5; round++) {
                int first = 1 + round * 80;
                for (int stream = first; stream < first + 80; stream += 2) {
                    wire.get(stream, "/bytes/" + (MEBIBYTE + stream * 1000));
                }
                for (int stream = first; stream < first + 80; stream += 2) {
                    assertThat(wire.over(stream).body.toByteArray())
                            .as("stream " + stream)
                            .isEqualTo(Http2Endpoint.octets(MEBIBYTE + stream * 1000));
                }
            }
        }
    }

    /** One update lets all of them go at once, so that the transport is full and empty again in the middle of it. */
    @Test
    void manySmallResponsesThatWaitForOneWindowComeOutWhole() throws IOException {
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 200; stream += 2) {
                wire.get(stream, "/bytes/8000");
            }
            wire.until(() -> wire.stream(15).body.size() > 0);
            wire.roundTrip();
            while (gate.endpointStats(endpoint.address()).inFlight() > 0) {
                // Each look is a turn of its loop.
                Thread.onSpinWait();
            }
            wire.window(0, MEBIBYTE);
            for (int stream = 1; stream < 200; stream += 2) {
                assertThat(wire.over(stream).body.toByteArray())
                        .as("stream " + stream)
                        .isEqualTo(Http2Endpoint.octets(8000));
            }
        }
    }
}
