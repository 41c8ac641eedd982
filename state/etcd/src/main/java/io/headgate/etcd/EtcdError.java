package io.headgate.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headgate.store.Refusal;
import io.headgate.store.Unavailable;

/**
 * The errors of etcd's API: clients tell them apart by code and text, so both are etcd's to the letter, but for those that
 * begin with {@code headgate:}.
 */
enum EtcdError {
    EMPTY_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPERATIONS(Status.Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    INVALID_SORT(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    REQUEST_TOO_LARGE(Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    TOO_MANY_REQUESTS(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
    NO_SPACE(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    COMPACTED(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    LEASE_TTL_TOO_LARGE(Status.Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),
    PEER_URLS_EXIST(Status.Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
    BAD_MEMBER_URLS(Status.Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
    NOT_A_LEARNER(Status.Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    BAD_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
    NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
    LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed"),
    TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out"),
    STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped"),
    LEARNER(Status.Code.UNAVAILABLE, "etcdserver: rpc not supported for learner"),
    CORRUPT(Status.Code.DATA_LOSS, "etcdserver: corrupt cluster"),
    AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    DISK(Status.Code.UNAVAILABLE, "headgate: the member's disk failed"),
    NOT_A_NUMBER(Status.Code.FAILED_PRECONDITION, "headgate: the value is not a decimal number"),
    BAD_TRANSACTION(Status.Code.INVALID_ARGUMENT, "headgate: bad transaction");

    @SuppressWarnings("ImmutableEnumChecker") // a Status is immutable, though not annotated so
    private final Status status;

    EtcdError(Status.Code code, String text) {
        this.status = code.toStatus().withDescription(text);
    }

    Status status() {
        return status;
    }

    String text() {
        return String.valueOf(status.getDescription());
    }

    StatusRuntimeException exception() {
        return status.asRuntimeException();
    }

    /** With what exactly was wrong after the text, for errors of our own only. */
    StatusRuntimeException exception(String what) {
        return status.withDescription(text() + ": " + what).asRuntimeException();
    }

    static EtcdError of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Compacted _ -> COMPACTED;
            case Refusal.FutureRevision _ -> FUTURE_REVISION;
            case Refusal.KeyNotFound _ -> KEY_NOT_FOUND;
            case Refusal.LeaseNotFound _ -> LEASE_NOT_FOUND;
            case Refusal.LeaseExists _ -> LEASE_EXISTS;
            case Refusal.LeaseTtl _ -> LEASE_TTL_TOO_LARGE;
            case Refusal.DuplicateKey _ -> DUPLICATE_KEY;
            case Refusal.NotANumber _ -> NOT_A_NUMBER;
            case Refusal.Corrupt _ -> CORRUPT;
            case Refusal.NoSpace _ -> NO_SPACE;
            case Refusal.TooLarge _ -> REQUEST_TOO_LARGE;
        };
    }

    static EtcdError of(Unavailable unavailable) {
        return switch (unavailable.reason()) {
            case NO_LEADER -> NO_LEADER;
            case LEADER_CHANGED -> LEADER_CHANGED;
            case TIMEOUT -> TIMEOUT;
            case OVERLOADED -> TOO_MANY_REQUESTS;
            case STOPPED -> STOPPED;
            case LEARNER -> LEARNER;
            case DISK -> DISK;
        };
    }
}
