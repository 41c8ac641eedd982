package io.headgate.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headgate.store.Unavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one request and one answer. Asked on the connection's event loop, which it never blocks; answered on whatever
 * thread ends the future.
 */
final class UnaryHandler<Q, R> implements ServerCallHandler<Q, R> {
    /** What the method does. */
    interface Answerer<Q, R> {
        /**
         * Begins to answer.
         *
         * @return ends exceptionally with {@link Unavailable} or {@link StatusRuntimeException} only
         * @throws StatusRuntimeException if the request is refused at once
         */
        CompletableFuture<R> answer(Q request);
    }

    private final Answerer<Q, R> answerer;

    UnaryHandler(Answerer<Q, R> answerer) {
        this.answerer = answerer;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
        call.request(2); // one more than expected, so that a second one is seen
        return new Listener(call);
    }

    /** Confined to the connection's event loop. */
    private final class Listener extends ServerCall.Listener<Q> {
        private final ServerCall<Q, R> call;
        private @Nullable Q request;
        private boolean closed;

        Listener(ServerCall<Q, R> call) {
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (request != null) {
                close(Status.INTERNAL.withDescription("more than one request in a unary call"));
                return;
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (closed) {
                return;
            }
            if (request == null) {
                close(Status.INTERNAL.withDescription("no request in a unary call"));
                return;
            }
            try {
                answerer.answer(request).whenComplete(this::end);
            } catch (StatusRuntimeException refused) {
                close(refused.getStatus());
            }
        }

        private void end(@Nullable R answer, @Nullable Throwable failure) {
            if (call.isCancelled()) {
                return;
            }
            if (failure != null || answer == null) {
                call.close(statusOf(failure), new Metadata());
                return;
            }
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
        }

        private void close(Status status) {
            closed = true;
            call.close(status, new Metadata());
        }
    }

    /** What a client is told of a future that ended exceptionally. */
    static Status statusOf(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return switch (cause) {
            case StatusRuntimeException refused -> refused.getStatus();
            case Unavailable unavailable -> EtcdError.of(unavailable).status();
            case null -> Status.INTERNAL.withDescription("no answer");
            default -> Status.INTERNAL.withDescription(cause.toString()).withCause(cause);
        };
    }
}
