package io.headgate.store;

import java.util.List;

/**
 * A member of the cluster, as all members know it.
 *
 * @param id never used again, not even after its removal
 * @param name empty until the member has started for the first time
 * @param learner whether it only follows and does not vote
 */
public record MemberInfo(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public MemberInfo {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }
}
