package io.headgate.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What happens to a client's next transactions on their way. Set up between calls, which take turns. */
final class Mishaps implements ClientInterceptor {
    /** One of them. */
    enum Mishap {
        /** None this time. */
        NONE,
        /** It is done, and the answer is lost. */
        ANSWER_LOST,
        /** It is held back until {@link #arrive}, and the client is told that the connection broke. */
        DELAYED
    }

    private final Queue<Mishap> next = new ArrayDeque<>();
    private final List<TxnRequest> delayed = new ArrayList<>();

    void add(Mishap mishap) {
        next.add(mishap);
    }

    /** Has the transactions that were held back arrive now. Returns etcd's answers. */
    List<TxnResponse> arrive(EtcdClient at) {
        return delayed.stream().map(request -> at.call(EtcdClient.TXN, request)).toList();
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel channel) {
        ClientCall<Q, R> call = channel.newCall(method, options);
        if (!"Txn".equals(method.getBareMethodName())) {
            return call;
        }
        return switch (next.poll()) {
            case null -> call;
            case NONE -> call;
            case ANSWER_LOST -> new Deaf<>(call);
            case DELAYED -> new Held<>(call);
        };
    }

    private static Status broken() {
        return Status.UNAVAILABLE.withDescription("etcdserver: leader changed");
    }

    /** Does not hear the answer. */
    private static final class Deaf<Q, R> extends SimpleForwardingClientCall<Q, R> {
        Deaf(ClientCall<Q, R> call) {
            super(call);
        }

        @Override
        public void start(Listener<R> listener, Metadata headers) {
            super.start(
                    new SimpleForwardingClientCallListener<>(listener) {
                        @Override
                        public void onMessage(R message) {}

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            super.onClose(broken(), trailers);
                        }
                    },
                    headers);
        }
    }

    /** Keeps the message, and sends an empty one instead, so that bytes have left. */
    private final class Held<Q, R> extends SimpleForwardingClientCall<Q, R> {
        Held(ClientCall<Q, R> call) {
            super(call);
        }

        @Override
        public void start(Listener<R> listener, Metadata headers) {
            new Deaf<>(delegate()).start(listener, headers);
        }

        @Override
        @SuppressWarnings("unchecked") // the answer and the question of one method
        public void sendMessage(Q message) {
            delayed.add((TxnRequest) message);
            super.sendMessage((Q) TxnRequest.getDefaultInstance());
        }
    }
}
