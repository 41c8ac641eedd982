package io.headgate.replica;

import io.headgate.store.MemberInfo;
import java.util.List;

/**
 * Who a member is, and whom it knows when it starts for the first time.
 *
 * @param clusterId the cluster; every message and file says it
 * @param self how this member is reached; its id is 1..65535 and never given twice in a cluster
 * @param others the other founders of a new cluster; of one that is there already all its members. What the member
 *     learns later counts more
 * @param isJoining whether the cluster is there already
 */
public record MemberIdentity(long clusterId, MemberInfo self, List<MemberInfo> others, boolean isJoining) {
    /** A member's id and a ballot's round share a long. */
    static final long HIGHEST_MEMBER = 0xffff;

    public MemberIdentity {
        others = List.copyOf(others);
        if (self.id() < 1 || self.id() > HIGHEST_MEMBER) {
            throw new IllegalArgumentException("member: " + self.id() + " (expected: 1.." + HIGHEST_MEMBER + ")");
        }
    }

    long memberId() {
        return self.id();
    }
}
