package io.headgate.etcd;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantRequest;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.Unavailable;
import org.jspecify.annotations.Nullable;

/** What an etcd cluster says when it did not, or may not have, done what it was asked to, in the words of the store. */
final class EtcdFailure {
    private EtcdFailure() {}

    /**
     * Refuses what etcd would refuse for its size, so that the answer does not depend on which of its two limits is met.
     *
     * @throws RefusedException if it is larger than etcd takes by default
     */
    static void requireSendable(Message request) {
        int size = request.getSerializedSize();
        if (size > Limits.REQUEST_BYTES) {
            throw new RefusedException(new Refusal.TooLarge("bytes of a request", size, Limits.REQUEST_BYTES));
        }
    }

    /**
     * The exception for a call that failed.
     *
     * @param hasLeft whether any of it was written to a connection
     * @param newest the newest revision known, for people
     */
    static RuntimeException of(Status status, Message request, boolean hasLeft, long newest) {
        EtcdError error = error(status);
        Refusal refusal = error == null ? null : refusal(error, request, newest);
        return refusal == null ? unavailable(error, status, hasLeft) : new RefusedException(refusal);
    }

    private static @Nullable EtcdError error(Status status) {
        String text = status.getDescription();
        for (EtcdError error : EtcdError.values()) {
            // etcd tells several reasons for a time-out after the same beginning.
            if (text != null && error.status().getCode() == status.getCode() && text.startsWith(error.text())) {
                return error;
            }
        }
        return null;
    }

    private static @Nullable Refusal refusal(EtcdError error, Message request, long newest) {
        return switch (error) {
            // etcd does not say up to where; what was asked for is below it.
            case COMPACTED -> new Refusal.Compacted(revision(request), revision(request) + 1);
            case FUTURE_REVISION -> new Refusal.FutureRevision(revision(request), newest);
            case LEASE_NOT_FOUND -> new Refusal.LeaseNotFound(lease(request));
            case LEASE_EXISTS -> new Refusal.LeaseExists(lease(request));
            case LEASE_TTL_TOO_LARGE -> new Refusal.LeaseTtl(ttlSeconds(request));
            case REQUEST_TOO_LARGE ->
                new Refusal.TooLarge("bytes of a request", request.getSerializedSize(), Limits.REQUEST_BYTES);
            case TOO_MANY_OPERATIONS ->
                new Refusal.TooLarge(
                        "compares or operations of a transaction on etcd", operations(request), Limits.TXN_OPERATIONS);
            case NO_SPACE -> new Refusal.NoSpace();
            case CORRUPT -> new Refusal.Corrupt();
            default -> null;
        };
    }

    private static RuntimeException unavailable(@Nullable EtcdError error, Status status, boolean hasLeft) {
        Unavailable.Reason reason = switch (error) {
            case NO_LEADER -> Unavailable.Reason.NO_LEADER;
            case LEADER_CHANGED -> Unavailable.Reason.LEADER_CHANGED;
            case TIMEOUT -> Unavailable.Reason.TIMEOUT;
            case TOO_MANY_REQUESTS -> Unavailable.Reason.OVERLOADED;
            case STOPPED -> Unavailable.Reason.STOPPED;
            case LEARNER -> Unavailable.Reason.LEARNER;
            case null, default -> reason(status);
        };
        if (reason == null) {
            return new IllegalStateException("etcd answers " + status + " (expected: what it has taken, or an error"
                    + " that the same request need not meet again)");
        }
        boolean isRefusedAtTheDoor = switch (reason) {
            case NO_LEADER, OVERLOADED, LEARNER -> true;
            case LEADER_CHANGED, TIMEOUT, STOPPED, DISK -> false;
        };
        return new Unavailable(
                reason, isRefusedAtTheDoor || !hasLeft, status.getCode() + ": " + status.getDescription());
    }

    /** Of a failure that etcd has no text for; null if trying again is pointless. */
    private static Unavailable.@Nullable Reason reason(Status status) {
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED, CANCELLED -> Unavailable.Reason.TIMEOUT;
            case UNAVAILABLE, UNKNOWN, INTERNAL, ABORTED -> Unavailable.Reason.STOPPED;
            case RESOURCE_EXHAUSTED -> Unavailable.Reason.OVERLOADED;
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> null;
        };
    }

    private static long revision(Message request) {
        return switch (request) {
            case RangeRequest range -> range.getRevision();
            case CompactionRequest compaction -> compaction.getRevision();
            default -> 0;
        };
    }

    private static long lease(Message request) {
        return switch (request) {
            case PutRequest put -> put.getLease();
            case LeaseGrantRequest grant -> grant.getID();
            case LeaseRevokeRequest revocation -> revocation.getID();
            default -> 0;
        };
    }

    private static long ttlSeconds(Message request) {
        return request instanceof LeaseGrantRequest grant ? grant.getTTL() : 0;
    }

    private static int operations(Message request) {
        return request instanceof TxnRequest txn ? Math.max(txn.getCompareCount(), txn.getSuccessCount()) : 0;
    }
}
