package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a client's connection ends: asked to, idle, or too slow. */
class Http2DrainTest {
    private final Http2Endpoint endpoint = Http2Endpoint.clearText();
    private final Http2Gate gate = new Http2Gate();

    @AfterEach
    void stop() {
        gate.close();
        endpoint.close();
    }

    private CompletableFuture<Boolean> drain() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return gate.proxy().drain(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void requestsSentBeforeTheClientKnowsAreAnswered() throws Exception {
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            Channel held = endpoint.held();
            CompletableFuture<Boolean> drained = drain();
            wire.until(() -> !wire.goAways.isEmpty() && !wire.pings.isEmpty());
            assertThat(wire.goAways.getFirst().number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.NO_ERROR);
            // This one was on its way.
            wire.get(3, "/bytes/3");
            assertThat(wire.over(3).body.size()).isEqualTo(3);
            wire.send(Http2.PING, Http2.ACK, 0, wire.pings.getFirst().payload());
            wire.until(() -> wire.goAways.size() == 2);
            assertThat(wire.goAways.get(1).number(0)).isEqualTo(3);
            // This one was not.
            wire.get(5, "/bytes/3");
            held.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), true));
            assertThat(wire.over(1).blocks.getFirst()).contains(":status: 200");
            wire.untilClosed();
            assertThat(wire.stream(5).blocks).isEmpty();
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void anIdleConnectionEndsAtOnce() throws Exception {
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.roundTrip();
            CompletableFuture<Boolean> drained = drain();
            wire.until(() -> wire.pings.size() == 2);
            wire.send(Http2.PING, Http2.ACK, 0, wire.pings.get(1).payload());
            wire.untilClosed();
            assertThat(wire.goAways.getLast().number(0)).isZero();
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void aClientThatNeverAnswersAndGoesOnAskingIsToldTheLastStreamAllTheSame() throws Exception {
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/hold");
            endpoint.held();
            CompletableFuture<Boolean> drained = drain();
            wire.until(() -> !wire.goAways.isEmpty());
            wire.get(3, "/hold");
            endpoint.held();
            wire.until(() -> wire.goAways.size() == 2);
            assertThat(wire.goAways.get(1).number(0)).isEqualTo(3);
            wire.reset(1, Http2.CANCEL);
            wire.reset(3, Http2.CANCEL);
            wire.untilClosed();
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsToldAndClosed() throws IOException {
        gate.timeouts = new Listener.Timeouts(Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(10));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/bytes/1");
            assertThat(wire.over(1).body.size()).isEqualTo(1);
            wire.untilClosed();
            assertThat(wire.goAways).hasSize(1);
            assertThat(wire.goAways.getFirst().number(0)).isEqualTo(1);
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.NO_ERROR);
        }
    }

    @Test
    void aConnectionWithARequestUnderWayIsNotIdle() throws Exception {
        gate.timeouts = new Listener.Timeouts(Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(10));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect();
                Http2Wire idle = gate.connect()) {
            wire.get(1, "/hold");
            Channel held = endpoint.held();
            idle.get(1, "/bytes/1");
            idle.untilClosed();
            held.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), true));
            assertThat(wire.over(1).blocks.getFirst()).contains(":status: 200");
        }
    }

    @Test
    void aClientThatSaysNothingIsSentAway() throws IOException {
        gate.timeouts = new Listener.Timeouts(Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofSeconds(60));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.untilClosed();
            assertThat(wire.goAways).hasSize(1);
        }
    }

    @Test
    void aBodyThatStopsIsAnsweredWith408AndOthersGoOn() throws IOException {
        gate.timeouts = new Listener.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(200));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            wire.data(1, false, "ab".getBytes(ISO_8859_1));
            wire.until(() -> wire.stream(1).reset >= 0);
            assertThat(wire.stream(1).blocks.getFirst()).contains(":status: 408");
            assertThat(wire.stream(1).reset).isEqualTo(Http2.NO_ERROR);
            wire.get(3, "/bytes/1");
            assertThat(wire.over(3).body.size()).isEqualTo(1);
        }
        assertThat(gate.listenerStats().bodyTimeouts()).isEqualTo(1);
    }

    @Test
    void aHeaderBlockThatNeverEndsEndsTheConnection() throws IOException {
        gate.timeouts = new Listener.Timeouts(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(10));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/hold"));
            wire.send(Http2.HEADERS, Http2.END_STREAM, 3, new byte[] {(byte) 0x82});
            wire.send(Http2.CONTINUATION, 0, 3, new byte[] {(byte) 0x86});
            wire.untilClosed();
            assertThat(wire.goAways.getFirst().number(4)).isEqualTo(Http2.ENHANCE_YOUR_CALM);
        }
        assertThat(gate.listenerStats().headTimeouts()).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotTakeItsResponseLosesItsStreamOnly() throws IOException {
        gate.timeouts = new Listener.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(50));
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect(Http2.INITIAL_WINDOW_SIZE, 10)) {
            wire.get(1, "/bytes/100");
            assertThat(wire.over(1).reset).isEqualTo(Http2.CANCEL);
            assertThat(wire.stream(1).body.size()).isEqualTo(10);
            wire.get(3, "/bytes/10");
            assertThat(wire.over(3).body.size()).isEqualTo(10);
        }
    }
}
