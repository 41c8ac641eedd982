package io.headgate.etcd;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.store.EphemeralMember;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String SETTINGS = "settings of gRPC";

    /** A connection in memory, its time standing still, on which a handler at the end speaks first, as gRPC does. */
    private static final class Connection implements AutoCloseable {
        private final EphemeralMember member = new EphemeralMember();
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final ChannelFuture settings;

        Connection() {
            channel.freezeTime();
            channel.pipeline().addLast(new FirstBytes(new OperatorPages(member)), new ChannelInboundHandlerAdapter());
            settings = channel.pipeline().lastContext().writeAndFlush(Unpooled.copiedBuffer(SETTINGS, US_ASCII));
        }

        void receive(String bytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
        }

        /** What gRPC has been given since this was last asked. */
        String heard() {
            return text(channel::readInbound);
        }

        /** What has been sent to the client since this was last asked. */
        String sent() {
            return text(channel::readOutbound);
        }

        private static String text(Supplier<ByteBuf> pieces) {
            var all = new StringBuilder();
            for (ByteBuf piece = pieces.get(); piece != null; piece = pieces.get()) {
                all.append(piece.toString(US_ASCII));
                piece.release();
            }
            return all.toString();
        }

        void pass(Duration time) {
            channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }

        @Override
        public void close() {
            channel.finishAndReleaseAll();
            member.close();
        }
    }

    @HegelTest(testCases = 50)
    void inWhateverPiecesHttp2BeginsGrpcGetsAllOfItAndIsHeardThen(TestCase tc) {
        try (var connection = new Connection()) {
            int at = 0;
            var heard = new StringBuilder();
            while (at < PREFACE.length()) {
                int to = tc.draw(integers(at + 1, Math.min(at + 6, PREFACE.length())), "to");
                connection.receive(PREFACE.substring(at, to));
                at = to;
                boolean isDecided = at >= "PRI ".length();
                assertThat(heard.append(connection.heard()).toString())
                        .isEqualTo(isDecided ? PREFACE.substring(0, at) : "");
                assertThat(connection.settings.isDone()).isEqualTo(isDecided);
            }
            assertThat(connection.sent()).isEqualTo(SETTINGS);
            connection.pass(Duration.ofDays(1));
            assertThat(connection.channel.isOpen()).isTrue();
        }
    }

    @HegelTest(testCases = 50)
    void inWhateverPiecesARequestOfHttp1ComesItIsAnsweredAndGrpcHearsNothing(TestCase tc) {
        // As far as possible like HTTP/2.
        String method = tc.draw(sampledFrom("GET", "P", "PR", "PRI", "PRI*"), "method");
        String request = method.equals("GET") ? "GET /version HTTP/1.1\r\n\r\n" : method + "x / HTTP/1.1\r\n\r\n";
        try (var connection = new Connection()) {
            for (int at = 0, to; at < request.length(); at = to) {
                to = tc.draw(integers(at + 1, request.length()), "to");
                connection.receive(request.substring(at, to));
            }
            assertThat(connection.sent())
                    .startsWith(method.equals("GET") ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 405 Method Not Allowed\r\n")
                    .doesNotContain(SETTINGS);
            assertThat(connection.heard()).isEmpty();
            assertThat(connection.settings.isSuccess())
                    .as("gRPC waits for what it says before it ends a connection")
                    .isTrue();
            assertThat(connection.channel.isOpen()).isFalse();
        }
    }

    @Test
    void whoSaysNothingIsSentAwayAfterAWhile() {
        try (var connection = new Connection()) {
            connection.receive("PRI"); // which may become either
            connection.pass(Limits.FIRST_BYTES.minusNanos(1));
            assertThat(connection.channel.isOpen()).isTrue();
            connection.pass(Duration.ofNanos(1));
            assertThat(connection.channel.isOpen()).isFalse();
            assertThat(connection.settings.isDone()).isTrue();
            assertThat(connection.settings.isSuccess()).isFalse();
        }
    }

    @Test
    void whoDoesNotEndItsRequestIsSentAwayAfterAWhile() {
        try (var connection = new Connection()) {
            connection.receive("GET /version");
            connection.pass(Limits.HTTP_EXCHANGE.minusNanos(1));
            assertThat(connection.channel.isOpen()).isTrue();
            connection.pass(Duration.ofNanos(1));
            assertThat(connection.channel.isOpen()).isFalse();
        }
    }

    @Test
    void whatIsTooLongOrNotHttpAtAllIsABadRequest() {
        for (String request : new String[] {
            "GET /" + "x".repeat(Limits.HTTP_LINE_BYTES) + " HTTP/1.1\r\n\r\n",
            "GET /version HTTP/1.1\r\nx: " + "x".repeat(Limits.METADATA_BYTES) + "\r\n\r\n",
            "GET /health?%zz HTTP/1.1\r\n\r\n",
            "\u0016\u0003\u0001\u0002\r\n\r\n"
        }) {
            try (var connection = new Connection()) {
                connection.receive(request);
                assertThat(connection.sent()).startsWith("HTTP/1.1 400 Bad Request\r\n");
                assertThat(connection.channel.isOpen()).isFalse();
            }
        }
    }
}
