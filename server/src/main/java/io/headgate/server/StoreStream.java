package io.headgate.server;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A call whose answers are taken one by one by a thread that waits. The next is asked for when one was taken, so that what nobody
 * takes stays with the server. Confined to one thread.
 */
final class StoreStream<Q, R> implements AutoCloseable {
    /** What came. */
    private sealed interface Arrival<R> {
        record Message<R>(R message) implements Arrival<R> {}

        record End<R>(Status status) implements Arrival<R> {}
    }

    private final ClientCall<Q, R> call;

    /** At most one message, which was asked for, and the end. */
    private final BlockingQueue<Arrival<R>> arrivals = new ArrayBlockingQueue<>(4);

    StoreStream(ClientCall<Q, R> call) {
        this.call = call;
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(R message) {
                        arrivals.add(new Arrival.Message<>(message));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        arrivals.add(new Arrival.End<>(status));
                    }
                },
                new Metadata());
    }

    void send(Q message) {
        call.sendMessage(message);
    }

    /**
     * Waits for the next answer.
     *
     * @throws io.grpc.StatusRuntimeException if the call has ended, however it did
     */
    R take() throws InterruptedException {
        call.request(1);
        return switch (arrivals.take()) {
            case Arrival.Message<R>(var message) -> message;
            case Arrival.End<R>(var status) ->
                throw (status.isOk() ? Status.UNAVAILABLE.withDescription("the server ended the stream") : status)
                        .asRuntimeException();
        };
    }

    @Override
    public void close() {
        call.cancel("no more wanted", null);
    }
}
