package io.headgate.etcd;

import io.headgate.etcd.EtcdProto.ResponseHeader;
import io.headgate.store.Member;
import io.headgate.store.MemberStatus;

/** The header of every answer. */
final class Headers {
    private final Member member;

    Headers(Member member) {
        this.member = member;
    }

    /** At the revision that this member has applied. */
    ResponseHeader now() {
        return at(member.keyspace().revision());
    }

    ResponseHeader at(long revision) {
        return of(member.status(), revision);
    }

    static ResponseHeader of(MemberStatus status, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(status.clusterId())
                .setMemberId(status.memberId())
                .setRevision(revision)
                .setRaftTerm(status.round())
                .build();
    }
}
