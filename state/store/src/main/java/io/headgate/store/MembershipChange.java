package io.headgate.store;

import java.util.List;

/** A change of who is a member. One at a time. */
public sealed interface MembershipChange {
    /** A new member; its id is chosen by whoever proposes it. */
    record Add(List<String> peerUrls, boolean learner) implements MembershipChange {
        public Add {
            peerUrls = List.copyOf(peerUrls);
        }
    }

    record Remove(long member) implements MembershipChange {}

    /** Changes its addresses. */
    record Update(long member, List<String> peerUrls) implements MembershipChange {
        public Update {
            peerUrls = List.copyOf(peerUrls);
        }
    }

    /** Lets a learner vote that has caught up. */
    record Promote(long member) implements MembershipChange {}
}
