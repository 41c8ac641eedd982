package io.headgate.etcd;

import com.google.protobuf.Message;
import io.headgate.etcd.EtcdProto.LeaseLeasesResponse;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveResponse;
import io.headgate.etcd.EtcdProto.ResponseHeader;

/** Answers without what two clusters cannot have in common: ids, terms, the order of a hash table, seconds that pass. */
final class Plain {
    private Plain() {}

    static Message of(Message answer) {
        Message.Builder plain = answer.toBuilder();
        var header = answer.getDescriptorForType().findFieldByName("header");
        if (header != null && answer.hasField(header)) {
            plain.setField(header, plain((ResponseHeader) answer.getField(header)));
        }
        return switch (plain) {
            case LeaseTimeToLiveResponse.Builder left -> {
                var keys = left.getKeysList().stream()
                        .sorted(com.google.protobuf.ByteString.unsignedLexicographicalComparator())
                        .toList();
                yield left.clearKeys()
                        .addAllKeys(keys)
                        .setTTL(Math.min(left.getTTL(), 0))
                        .build();
            }
            case LeaseLeasesResponse.Builder leases -> {
                var sorted = leases.getLeasesList().stream()
                        .sorted(java.util.Comparator.comparingLong(EtcdProto.LeaseStatus::getID))
                        .toList();
                yield leases.clearLeases().addAllLeases(sorted).build();
            }
            default -> plain.build();
        };
    }

    static ResponseHeader plain(ResponseHeader header) {
        return header.toBuilder()
                .clearClusterId()
                .clearMemberId()
                .clearRaftTerm()
                .build();
    }
}
