package io.headgate.proxy;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes back on one call. Filled by gRPC's threads, read by the test's. */
final class GrpcAnswers implements ClientResponseObserver<String, String> {
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final CompletableFuture<ClientCallStreamObserver<String>> call = new CompletableFuture<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<String> requests) {
        call.complete(requests);
    }

    @Override
    public void onNext(String message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable cause) {
        status.complete(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
        status.complete(Status.OK);
    }

    String next() throws InterruptedException {
        String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message; the call's status: " + status);
        }
        return message;
    }

    Status status() throws Exception {
        return status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until either call has ended. */
    boolean failsBefore(GrpcAnswers other) throws Exception {
        CompletableFuture.anyOf(status, other.status).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return status.isDone();
    }

    ClientCallStreamObserver<String> call() throws Exception {
        return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
