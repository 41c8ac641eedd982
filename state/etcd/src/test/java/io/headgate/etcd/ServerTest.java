package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.headgate.etcd.EtcdClient.Method;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.etcd.EtcdProto.MemberAddRequest;
import io.headgate.etcd.EtcdProto.MemberPromoteRequest;
import io.headgate.etcd.EtcdProto.MemberRemoveRequest;
import io.headgate.etcd.EtcdProto.MemberUpdateRequest;
import io.headgate.etcd.EtcdProto.MoveLeaderRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.headgate.etcd.EtcdProto.TxnRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server says to what no etcd client library would ask, and what etcd 3.4 does not do. */
class ServerTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("a");

    private EphemeralServer server;
    private EtcdClient client;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start();
        client = EtcdClient.to(server.address());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aRequestAboveTheLimitIsTooLargeAndOneAtItIsNot() {
        int overhead = put(Limits.REQUEST_BYTES).getSerializedSize() - Limits.REQUEST_BYTES;

        assertThat(client.call(EtcdClient.PUT, put(Limits.REQUEST_BYTES - overhead))
                        .getHeader()
                        .getRevision())
                .isEqualTo(2);
        assertRefused(EtcdClient.PUT, put(Limits.REQUEST_BYTES - overhead + 1), EtcdError.REQUEST_TOO_LARGE);
    }

    @Test
    void aMessageThatGrpcDoesNotTakeIsRefusedUnreadAndTheConnectionGoesOn() {
        assertThatThrownBy(() -> client.call(EtcdClient.PUT, put(Limits.MESSAGE_BYTES)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("RESOURCE_EXHAUSTED");
        assertThat(client.call(EtcdClient.PUT, put(1)).getHeader().getRevision())
                .isEqualTo(2);
    }

    @Test
    void aTransactionHasAtMost128OperationsNestedOnesIncluded() {
        client.call(EtcdClient.TXN, ranges(Limits.TXN_OPERATIONS, null));
        assertRefused(EtcdClient.TXN, ranges(Limits.TXN_OPERATIONS + 1, null), EtcdError.TOO_MANY_OPERATIONS);

        client.call(EtcdClient.TXN, ranges(100, ranges(27, null)));
        assertRefused(EtcdClient.TXN, ranges(100, ranges(28, null)), EtcdError.TOO_MANY_OPERATIONS);

        var compares = TxnRequest.newBuilder();
        for (int compare = 0; compare <= Limits.TXN_OPERATIONS; compare++) {
            compares.addCompare(Compare.newBuilder().setKey(KEY));
        }
        assertRefused(EtcdClient.TXN, compares.build(), EtcdError.TOO_MANY_OPERATIONS);
    }

    @Test
    void aTransactionNestedTooDeeplyIsRefusedAndNothingBreaks() {
        var deep = TxnRequest.getDefaultInstance();
        for (int depth = 0; depth < 40; depth++) {
            deep = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestTxn(deep))
                    .build();
        }
        assertRefused(EtcdClient.TXN, deep, EtcdError.REQUEST_TOO_LARGE);
    }

    @Test
    void noConditionOnAValueHoldsOfAKeyThatIsAbsentWhetherTheTransactionWritesOrNot() {
        var reading = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(KEY).setTarget(Compare.CompareTarget.VALUE));
        var writing = reading.clone()
                .addFailure(RequestOp.newBuilder()
                        .setRequestDeleteRange(
                                EtcdProto.DeleteRangeRequest.newBuilder().setKey(KEY)));

        assertThat(client.call(EtcdClient.TXN, reading.build()).getSucceeded()).isFalse();
        assertThat(client.call(EtcdClient.TXN, writing.build()).getSucceeded()).isFalse();
        client.call(EtcdClient.PUT, put(0));
        assertThat(client.call(EtcdClient.TXN, reading.build()).getSucceeded()).isTrue();
        assertThat(client.call(EtcdClient.TXN, writing.build()).getSucceeded()).isTrue();
    }

    @Test
    void anUnknownSortIsRefused() {
        assertRefused(
                EtcdClient.RANGE,
                RangeRequest.newBuilder().setKey(KEY).setSortOrderValue(7).build(),
                EtcdError.INVALID_SORT);
        assertRefused(
                EtcdClient.RANGE,
                RangeRequest.newBuilder().setKey(KEY).setSortTargetValue(7).build(),
                EtcdError.INVALID_SORT);
    }

    @Test
    void membershipIsCheckedBeforeTheClusterIsAsked() {
        assertRefused(EtcdClient.MEMBER_ADD, MemberAddRequest.getDefaultInstance(), EtcdError.BAD_MEMBER_URLS);
        for (String url :
                new String[] {"127.0.0.1:1", "http://h", "http://h:1/x", "ftp://h:1", "http://h:0", "http://"}) {
            assertRefused(
                    EtcdClient.MEMBER_ADD,
                    MemberAddRequest.newBuilder().addPeerURLs(url).build(),
                    EtcdError.BAD_MEMBER_URLS);
        }
        assertRefused(
                EtcdClient.MEMBER_REMOVE,
                MemberRemoveRequest.newBuilder().setID(7).build(),
                EtcdError.MEMBER_NOT_FOUND);
        assertRefused(
                EtcdClient.MEMBER_UPDATE,
                MemberUpdateRequest.newBuilder()
                        .setID(7)
                        .addPeerURLs("http://h:1")
                        .build(),
                EtcdError.MEMBER_NOT_FOUND);
        assertRefused(
                EtcdClient.MEMBER_PROMOTE,
                MemberPromoteRequest.newBuilder().setID(7).build(),
                EtcdError.MEMBER_NOT_FOUND);
        assertRefused(
                EtcdClient.MEMBER_PROMOTE,
                MemberPromoteRequest.newBuilder().setID(1).build(),
                EtcdError.NOT_A_LEARNER);
        assertRefused(
                EtcdClient.MOVE_LEADER,
                MoveLeaderRequest.newBuilder().setTargetID(7).build(),
                EtcdError.BAD_TRANSFEREE);
    }

    @Test
    void leasesAreRenewedInTurnAndAnUnknownOneHasNoTime() throws Exception {
        client.call(
                EtcdClient.GRANT,
                EtcdProto.LeaseGrantRequest.newBuilder().setID(5).setTTL(1_000).build());
        var answers = new LinkedBlockingQueue<LeaseKeepAliveResponse>();
        var ended = new CompletableFuture<Void>();
        StreamObserver<LeaseKeepAliveRequest> requests = io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
                client.channel().newCall(EtcdClient.KEEP_ALIVE.descriptor(), EtcdClient.KEEP_ALIVE.options()),
                new StreamObserver<>() {
                    @Override
                    public void onNext(LeaseKeepAliveResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        ended.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(null);
                    }
                });
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(5).build());
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(6).build());
        requests.onCompleted();
        ended.get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(answers).extracting(LeaseKeepAliveResponse::getID).containsExactly(5L, 6L);
        assertThat(answers).extracting(LeaseKeepAliveResponse::getTTL).containsExactly(1_000L, 0L);
    }

    @Test
    void healthAndReflectionAnswer() throws Exception {
        assertThat(HealthGrpc.newBlockingStub(client.channel())
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        var listed = new CompletableFuture<ServerReflectionResponse>();
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(client.channel())
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        listed.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        listed.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(listed.get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .getListServicesResponse()
                        .getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(
                        "etcdserverpb.KV",
                        "etcdserverpb.Watch",
                        "etcdserverpb.Lease",
                        "etcdserverpb.Cluster",
                        "etcdserverpb.Maintenance",
                        "headgate.v1.Transactions");
        asking.onCompleted();
    }

    @Test
    void aClosedMemberIsSaidToBeStopped() {
        server.member().close();

        assertRefused(EtcdClient.PUT, put(1), EtcdError.STOPPED);
    }

    @Test
    void theHeaderNamesTheMember() {
        var status = client.call(EtcdClient.STATUS, StatusRequest.getDefaultInstance());

        assertThat(status.getHeader())
                .isEqualTo(EtcdProto.ResponseHeader.newBuilder()
                        .setClusterId(1)
                        .setMemberId(1)
                        .setRevision(1)
                        .setRaftTerm(1)
                        .build());
        assertThat(status.getLeader()).isEqualTo(1);
    }

    private static PutRequest put(int bytes) {
        return PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static TxnRequest ranges(int count, @org.jspecify.annotations.Nullable TxnRequest nested) {
        var txn = TxnRequest.newBuilder();
        for (int range = 0; range < count; range++) {
            txn.addSuccess(RequestOp.newBuilder()
                    .setRequestRange(RangeRequest.newBuilder().setKey(KEY)));
        }
        if (nested != null) {
            txn.addSuccess(RequestOp.newBuilder().setRequestTxn(nested));
        }
        return txn.build();
    }

    private <Q extends com.google.protobuf.Message, R extends com.google.protobuf.Message> void assertRefused(
            Method<Q, R> method, Q request, EtcdError error) {
        assertThatThrownBy(() -> client.call(method, request))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(StatusRuntimeException.class))
                .extracting(StatusRuntimeException::getStatus)
                .extracting(Status::getCode, Status::getDescription)
                .containsExactly(error.status().getCode(), error.status().getDescription());
    }
}
