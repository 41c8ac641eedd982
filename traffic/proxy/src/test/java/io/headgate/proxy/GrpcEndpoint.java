package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC server with methods of text, and the health service. */
final class GrpcEndpoint {
    static final Metadata.Key<String> DETAIL = Metadata.Key.of("x-detail", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> DETAIL_BIN = Metadata.Key.of("x-detail-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Says who answers. */
    static final MethodDescriptor<String, String> UNARY = unary("test.Test/Unary");
    /** Fails with the request as message. */
    static final MethodDescriptor<String, String> FAIL = unary("test.Test/Fail");
    /** Never answers. */
    static final MethodDescriptor<String, String> HANG = unary("test.Test/Hang");
    /** Counts from 0 to the request. */
    static final MethodDescriptor<String, String> COUNT =
            method("test.Test/Count", MethodDescriptor.MethodType.SERVER_STREAMING);
    /** Answers "begun" and goes on for ever. */
    static final MethodDescriptor<String, String> HANG_OPEN =
            method("test.Test/HangOpen", MethodDescriptor.MethodType.SERVER_STREAMING);

    static final MethodDescriptor<String, String> SUM =
            method("test.Test/Sum", MethodDescriptor.MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> ECHO =
            method("test.Test/Echo", MethodDescriptor.MethodType.BIDI_STREAMING);

    private final String name;
    private final Server server;
    private final HealthStatusManager health = new HealthStatusManager();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    GrpcEndpoint(String name) throws IOException {
        this(name, null);
    }

    GrpcEndpoint(String name, @Nullable TestCertificate certificate) throws IOException {
        this.name = name;
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(16 << 20)
                .addService(service())
                .addService(health.getHealthService());
        if (certificate != null) {
            builder.sslContext(GrpcSslContexts.forServer(
                            certificate.certificateFile().toFile(),
                            certificate.keyFile().toFile())
                    .build());
        }
        server = builder.build().start();
    }

    static MethodDescriptor<String, String> unary(String name) {
        return method(name, MethodDescriptor.MethodType.UNARY);
    }

    private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(new Text(), new Text())
                .setFullMethodName(name)
                .setType(type)
                .build();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("test.Test")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, answers) -> {
                    answers.onNext(name + ": " + request);
                    answers.onCompleted();
                }))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall((request, answers) -> {
                    Metadata trailers = new Metadata();
                    trailers.put(DETAIL, "detail");
                    trailers.put(DETAIL_BIN, "detail".getBytes(UTF_8));
                    answers.onError(
                            Status.FAILED_PRECONDITION.withDescription(request).asRuntimeException(trailers));
                }))
                .addMethod(HANG, ServerCalls.asyncUnaryCall((_, answers) -> watch(answers)))
                .addMethod(HANG_OPEN, ServerCalls.asyncServerStreamingCall((_, answers) -> {
                    watch(answers);
                    answers.onNext("begun");
                }))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall((request, answers) -> {
                    for (int i = 0; i < Integer.parseInt(request); i++) {
                        answers.onNext(Integer.toString(i));
                    }
                    answers.onCompleted();
                }))
                .addMethod(SUM, ServerCalls.asyncClientStreamingCall(Summing::new))
                .addMethod(ECHO, ServerCalls.asyncBidiStreamingCall(Echoing::new))
                .build();
    }

    private void watch(StreamObserver<String> answers) {
        ((ServerCallStreamObserver<String>) answers).setOnCancelHandler(cancelled::countDown);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    HealthStatusManager health() {
        return health;
    }

    /** Waits for the end of a call that hangs. */
    boolean cancelled() throws InterruptedException {
        return cancelled.await(20, TimeUnit.SECONDS);
    }

    /** Ends all connections at once. */
    void kill() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(10, TimeUnit.SECONDS);
    }

    private static final class Summing implements StreamObserver<String> {
        private final StreamObserver<String> answers;
        private long sum;

        Summing(StreamObserver<String> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(String message) {
            sum += Long.parseLong(message);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            answers.onNext(Long.toString(sum));
            answers.onCompleted();
        }
    }

    private static final class Echoing implements StreamObserver<String> {
        private final StreamObserver<String> answers;

        Echoing(StreamObserver<String> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(String message) {
            answers.onNext(message);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    /** Text as it is. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
