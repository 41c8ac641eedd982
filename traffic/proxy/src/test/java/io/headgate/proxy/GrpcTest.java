package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** gRPC through Headgate: a real client in front, real servers behind. */
class GrpcTest {
    private static final int MESSAGE_BYTES = 4 << 20;

    private final List<GrpcEndpoint> endpoints = new ArrayList<>();
    private final Http2Gate gate = new Http2Gate();
    private @Nullable ManagedChannel opened;

    @AfterEach
    void stop() throws InterruptedException {
        ManagedChannel channel = opened;
        if (channel != null) {
            channel.shutdownNow();
            channel.awaitTermination(10, TimeUnit.SECONDS);
        }
        gate.close();
        for (GrpcEndpoint endpoint : endpoints) {
            endpoint.kill();
        }
    }

    private GrpcEndpoint endpoint(String name) throws IOException {
        GrpcEndpoint endpoint = new GrpcEndpoint(name);
        endpoints.add(endpoint);
        return endpoint;
    }

    /** A client in clear text, to a gate in front of these endpoints. */
    private ManagedChannel connect(GrpcEndpoint... behind) throws IOException {
        gate.serve(Arrays.stream(behind).map(GrpcEndpoint::address).toArray(InetSocketAddress[]::new));
        ManagedChannel channel = NettyChannelBuilder.forAddress(gate.address())
                .usePlaintext()
                .maxInboundMessageSize(2 * MESSAGE_BYTES)
                .build();
        opened = channel;
        return channel;
    }

    private static String unary(ManagedChannel channel, String request) {
        return ClientCalls.blockingUnaryCall(channel, GrpcEndpoint.UNARY, options(), request);
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    // ------------------------------------------------------------------------------------------------------------------

    @Test
    void unaryCallsPass() throws IOException {
        assertThat(unary(connect(endpoint("one")), "hello")).isEqualTo("one: hello");
    }

    @Test
    void callsPassOverTlsOnBothSides() throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        GrpcEndpoint endpoint = new GrpcEndpoint("one", certificate);
        endpoints.add(endpoint);
        gate.serverTls = certificate.server();
        gate.clientTls = certificate.http2Client();
        gate.serve(endpoint.address());
        ManagedChannel channel = NettyChannelBuilder.forAddress(gate.address())
                .overrideAuthority("localhost")
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(certificate.certificateFile().toFile())
                        .build())
                .build();
        opened = channel;
        assertThat(unary(channel, "hello")).isEqualTo("one: hello");
    }

    @Test
    void aServerStreams() throws IOException {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(
                connect(endpoint("one")), GrpcEndpoint.COUNT, options(), "1000");
        int next = 0;
        while (answers.hasNext()) {
            assertThat(answers.next()).isEqualTo(Integer.toString(next));
            next++;
        }
        assertThat(next).isEqualTo(1000);
    }

    @Test
    void aClientStreams() throws Exception {
        ManagedChannel channel = connect(endpoint("one"));
        GrpcAnswers answers = new GrpcAnswers();
        StreamObserver<String> requests =
                ClientCalls.asyncClientStreamingCall(channel.newCall(GrpcEndpoint.SUM, options()), answers);
        for (int i = 1; i <= 1000; i++) {
            requests.onNext(Integer.toString(i));
        }
        requests.onCompleted();
        assertThat(answers.next()).isEqualTo("500500");
        assertThat(answers.status().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void bothStreamInTurns() throws Exception {
        ManagedChannel channel = connect(endpoint("one"));
        GrpcAnswers answers = new GrpcAnswers();
        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcEndpoint.ECHO, options()), answers);
        for (int i = 0; i < 500; i++) {
            requests.onNext("ping " + i);
            assertThat(answers.next()).isEqualTo("ping " + i);
        }
        requests.onCompleted();
        assertThat(answers.status().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void largeMessagesPassBothWays() throws IOException {
        String large = "x".repeat(MESSAGE_BYTES);
        assertThat(unary(connect(endpoint("one")), large)).isEqualTo("one: " + large);
    }

    @Test
    void aStatusItsMessageAndItsTrailersReachTheClient() throws IOException {
        ManagedChannel channel = connect(endpoint("one"));
        assertThatThrownBy(() ->
                        ClientCalls.blockingUnaryCall(channel, GrpcEndpoint.FAIL, options(), "with \u00fcmlaut, 100%"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                    assertThat(e.getStatus().getDescription()).isEqualTo("with \u00fcmlaut, 100%");
                    Metadata trailers = Objects.requireNonNull(Status.trailersFromThrowable(e));
                    assertThat(trailers.get(GrpcEndpoint.DETAIL)).isEqualTo("detail");
                    assertThat(trailers.get(GrpcEndpoint.DETAIL_BIN)).isEqualTo("detail".getBytes(UTF_8));
                });
    }

    @Test
    void anUnknownMethodIsUnimplemented() throws IOException {
        ManagedChannel channel = connect(endpoint("one"));
        assertThatThrownBy(() ->
                        ClientCalls.blockingUnaryCall(channel, GrpcEndpoint.unary("test.Test/Nothing"), options(), ""))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() throws Exception {
        GrpcEndpoint endpoint = endpoint("one");
        ManagedChannel channel = connect(endpoint);
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel,
                        GrpcEndpoint.HANG,
                        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                        "x"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        assertThat(endpoint.cancelled()).isTrue();
    }

    @Test
    void aCancelledCallIsCancelledAtTheServer() throws Exception {
        GrpcEndpoint endpoint = endpoint("one");
        ManagedChannel channel = connect(endpoint);
        GrpcAnswers answers = new GrpcAnswers();
        ClientCalls.asyncServerStreamingCall(channel.newCall(GrpcEndpoint.HANG_OPEN, options()), "x", answers);
        assertThat(answers.next()).isEqualTo("begun");
        ClientCallStreamObserver<String> call = answers.call();
        call.cancel("enough", null);
        assertThat(endpoint.cancelled()).isTrue();
        assertThat(unary(channel, "still here")).isEqualTo("one: still here");
    }

    @Test
    void twoHundredCallsRunAtATime() throws Exception {
        gate.streams = 1000;
        ManagedChannel channel = connect(endpoint("one"));
        List<GrpcAnswers> answers = new ArrayList<>();
        List<StreamObserver<String>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            GrpcAnswers of = new GrpcAnswers();
            answers.add(of);
            requests.add(ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcEndpoint.ECHO, options()), of));
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 200; i++) {
                requests.get(i).onNext(round + "/" + i);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(answers.get(i).next()).isEqualTo(round + "/" + i);
            }
        }
        requests.forEach(StreamObserver::onCompleted);
        for (GrpcAnswers of : answers) {
            assertThat(of.status().getCode()).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void aServerThatIsKilledFailsItsCallsAndNewOnesGoElsewhere() throws Exception {
        GrpcEndpoint one = endpoint("one");
        GrpcEndpoint two = endpoint("two");
        ManagedChannel channel = connect(one, two);
        GrpcAnswers first = new GrpcAnswers();
        GrpcAnswers second = new GrpcAnswers();
        ClientCalls.asyncServerStreamingCall(channel.newCall(GrpcEndpoint.HANG_OPEN, options()), "x", first);
        ClientCalls.asyncServerStreamingCall(channel.newCall(GrpcEndpoint.HANG_OPEN, options()), "x", second);
        assertThat(first.next()).isEqualTo("begun");
        assertThat(second.next()).isEqualTo("begun");
        one.kill();
        // Round-robin gave one call to each.
        GrpcAnswers broken = first.failsBefore(second) ? first : second;
        assertThat(broken.status().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.INTERNAL);
        for (int i = 0; i < 50; i++) {
            assertThat(unary(channel, "call " + i)).isEqualTo("two: call " + i);
        }
    }
}
