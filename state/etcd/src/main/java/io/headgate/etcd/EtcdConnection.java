package io.headgate.etcd;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one endpoint of the etcd v3 API, made at the first call and again after it broke. Nothing is asked twice:
 * only the caller knows what may be done twice. May be used from any thread.
 */
public final class EtcdConnection implements AutoCloseable {
    /** A range may be as large as all that is stored: who asks for one wants it. */
    private static final int MOST_ANSWER_BYTES = Integer.MAX_VALUE;

    private final ManagedChannel channel;

    private EtcdConnection(ManagedChannel channel) {
        this.channel = channel;
    }

    /**
     * A connection that is not made yet.
     *
     * @param tls null for plain text
     * @throws SSLException if a file of TLS cannot be used
     */
    public static EtcdConnection to(String host, int port, @Nullable EtcdClientTls tls) throws SSLException {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(host, port).maxInboundMessageSize(MOST_ANSWER_BYTES);
        if (tls == null) {
            builder.usePlaintext();
        } else {
            builder.sslContext(tls.context());
        }
        return new EtcdConnection(builder.build());
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws StatusRuntimeException what the server, or the way there, had against it
     */
    public <Q, R> R call(MethodDescriptor<Q, R> method, Q request, Duration timeout) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method,
                CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS),
                request);
    }

    /**
     * Asks, and waits for each of many answers as it is taken: what is not taken stays with the server.
     *
     * @return throws {@link StatusRuntimeException} where the stream breaks
     */
    public <Q, R> Iterator<R> stream(MethodDescriptor<Q, R> method, Q request) {
        return ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    }

    /** A call for whoever drives it. */
    public <Q, R> ClientCall<Q, R> open(MethodDescriptor<Q, R> method) {
        return channel.newCall(method, CallOptions.DEFAULT);
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
