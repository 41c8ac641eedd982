package io.headgate.store;

import java.util.List;

/**
 * A member as it is at this moment.
 *
 * @param leader id of the leader it knows, 0 for none
 * @param round the ballot's round, which etcd calls term
 * @param chosenSlot the highest slot known to be chosen; etcd's raft index
 * @param appliedSlot the highest slot applied
 * @param storeBytes what the store takes, in memory and on disk, as quotas count it
 * @param liveBytes of those what would be left after compaction
 * @param errors what is wrong with it, for people
 */
public record MemberStatus(
        long clusterId,
        long memberId,
        boolean learner,
        long leader,
        long round,
        long chosenSlot,
        long appliedSlot,
        long revision,
        long storeBytes,
        long liveBytes,
        List<Alarm> alarms,
        List<String> errors) {
    public MemberStatus {
        alarms = List.copyOf(alarms);
        errors = List.copyOf(errors);
    }
}
