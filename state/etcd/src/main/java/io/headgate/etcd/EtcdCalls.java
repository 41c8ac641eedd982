package io.headgate.etcd;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.ResponseHeader;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.store.RenewedLease;
import io.headgate.store.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls of etcd's API. Those that write are sent once: who sends again has to know what that means. May be used by any thread,
 * and blocks.
 *
 * <p>What fails is told as {@link EtcdFailure} says. It surely was not done if no byte of it was written to a connection.
 */
final class EtcdCalls implements RenewedLease.Grantor {
    /** A stream, of which one question and one answer are used: on the wire that is a unary call. */
    private static final MethodDescriptor<LeaseKeepAliveRequest, LeaseKeepAliveResponse> KEEP_ALIVE =
            EtcdMethods.LEASE_KEEP_ALIVE.toBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .build();

    /** Between two reads of the same: a member without a leader says so at once, and is without for about a second. */
    private static final long READ_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Channel channel;
    private final Duration timeout;

    /** The newest revision any answer has told. Only grows. */
    private final AtomicLong newest = new AtomicLong(1);

    /** @param timeout how long one call may take; after it nobody knows whether it was done */
    EtcdCalls(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    Channel channel() {
        return channel;
    }

    /** A revision that contains all that these calls have been told of. */
    long newest() {
        return newest.get();
    }

    /**
     * Reads. A member that fails is no reason to fail, as reading twice does no harm: it is asked again, of whichever member
     * jetcd chooses then, as long as the time for one call lasts.
     *
     * @throws Unavailable definite: whatever it was asked for has not written anything
     */
    RangeResponse range(RangeRequest request) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                RangeResponse answer = call(EtcdMethods.RANGE, request, deadlineNanos - System.nanoTime());
                saw(answer.getHeader());
                return answer;
            } catch (Unavailable failed) {
                if (deadlineNanos - System.nanoTime() <= READ_PAUSE_NANOS || !pause()) {
                    throw new Unavailable(failed.reason(), /* definite= */ true, String.valueOf(failed.getMessage()));
                }
            }
        }
    }

    /** Returns whether to go on: not if the thread was interrupted. */
    private static boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(READ_PAUSE_NANOS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    PutResponse put(PutRequest request) {
        PutResponse answer = call(EtcdMethods.PUT, request);
        saw(answer.getHeader());
        return answer;
    }

    TxnResponse txn(TxnRequest request) {
        TxnResponse answer = call(EtcdMethods.TXN, request);
        saw(answer.getHeader());
        return answer;
    }

    void compact(long revision) {
        call(
                EtcdMethods.COMPACT,
                CompactionRequest.newBuilder().setRevision(revision).build());
    }

    /** @param id 0 to have one chosen */
    LeaseGrantResponse grant(long id, long ttlSeconds) {
        return call(
                EtcdMethods.LEASE_GRANT,
                LeaseGrantRequest.newBuilder().setID(id).setTTL(ttlSeconds).build());
    }

    @Override
    public void revoke(long lease) {
        saw(call(
                        EtcdMethods.LEASE_REVOKE,
                        LeaseRevokeRequest.newBuilder().setID(lease).build())
                .getHeader());
    }

    @Override
    public long keepAlive(long lease) {
        return call(KEEP_ALIVE, LeaseKeepAliveRequest.newBuilder().setID(lease).build())
                .getTTL();
    }

    boolean isLeaseThere(long lease) {
        return call(
                                EtcdMethods.LEASE_TIME_TO_LIVE,
                                LeaseTimeToLiveRequest.newBuilder().setID(lease).build())
                        .getTTL()
                >= 0;
    }

    private void saw(ResponseHeader header) {
        newest.accumulateAndGet(header.getRevision(), Math::max);
    }

    private <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        return call(method, request, timeout.toNanos());
    }

    private <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request, long withinNanos) {
        EtcdFailure.requireSendable(request);
        var departure = new Departure();
        CallOptions options = CallOptions.DEFAULT
                .withWaitForReady()
                .withDeadlineAfter(withinNanos, TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(departure);
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException failed) {
            throw EtcdFailure.of(failed.getStatus(), request, departure.hasLeft, newest());
        }
    }

    /** Whether a call has reached a connection. */
    private static final class Departure extends ClientStreamTracer.Factory {
        /** Written by the connection's thread before the call ends. */
        private volatile boolean hasLeft;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    hasLeft = true;
                }
            };
        }
    }
}
