package io.headgate.replica;

import io.headgate.store.MemberInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which node is meant to run which member, as whoever provisions machines has it written down. Member {@code n+1} is
 * node {@code n} in the beginning; a node that is no founder waits to be made a member. Confined to the run's thread.
 */
final class Machines {
    private static final String SCHEME = "sim://";

    private final Map<Integer, MemberIdentity> identities = new TreeMap<>();

    /** The last request of each client that reached a node. */
    private final Map<Route, Long> requests = new HashMap<>();

    private record Route(int client, int node) {}

    /** A cluster that was founded by the first nodes. */
    Machines(int founders) {
        for (int self = 0; self < founders; self++) {
            List<MemberInfo> others = new ArrayList<>();
            for (int node = 0; node < founders; node++) {
                if (node != self) {
                    others.add(founder(node));
                }
            }
            identities.put(self, new MemberIdentity(1, founder(self), others, /* isJoining= */ false));
        }
    }

    private static MemberInfo founder(int node) {
        return info(node + 1, node);
    }

    private static MemberInfo info(long member, int node) {
        return new MemberInfo(member, "m" + member, List.of(url(node)), List.of(), false);
    }

    static String url(int node) {
        return SCHEME + node;
    }

    /** The node at a member's address. */
    static int node(MemberInfo member) {
        return Integer.parseInt(member.peerUrls().getFirst().substring(SCHEME.length()));
    }

    /** The member that a node is meant to run; null if it is to wait. */
    @Nullable
    MemberIdentity identity(int node) {
        return identities.get(node);
    }

    /** From now on the node is to run that member of the cluster, which was added under the node's address. */
    void assign(int node, long member, List<MemberInfo> members) {
        MemberIdentity now = identities.get(node);
        if (now == null || now.memberId() < member) {
            List<MemberInfo> others =
                    members.stream().filter(each -> each.id() != member).toList();
            identities.put(node, new MemberIdentity(1, info(member, node), others, /* isJoining= */ true));
        }
    }

    /**
     * Whether a client's request reaches a node. Requests come on connections: never twice, nor after a later one, and a
     * process that has started again knows nothing of those to the one before.
     */
    boolean delivers(int client, int node, long request) {
        Route route = new Route(client, node);
        if (request <= requests.getOrDefault(route, 0L)) {
            return false;
        }
        requests.put(route, request);
        return true;
    }
}
