package io.headgate.consensus;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which membership holds from which slot on, as far as this member's log says, chosen or not. Confined to its machine.
 */
final class MembershipHistory {
    private Membership base;
    private final NavigableMap<Long, Membership> changes = new TreeMap<>();

    /** That of the last change. */
    private Membership latest;

    MembershipHistory(Membership base) {
        this.base = base;
        latest = base;
    }

    /** The last of the log: the one to go by. */
    Membership latest() {
        return latest;
    }

    /** The slot of the last change, 0 if it is not in the log any more. */
    long latestSlot() {
        return changes.isEmpty() ? 0 : changes.lastKey();
    }

    /** What holds at a slot at or after the compaction point. */
    Membership at(long slot) {
        Map.Entry<Long, Membership> change = changes.floorEntry(slot);
        return change == null ? base : change.getValue();
    }

    /** An entry takes the place of what its slot held. */
    void set(Entry entry) {
        boolean isChange = entry.kind() == EntryKind.MEMBERSHIP;
        if (isChange) {
            changes.put(entry.slot(), Membership.of(entry.payload()));
        }
        if (isChange || (!changes.isEmpty() && changes.remove(entry.slot()) != null)) {
            latest = at(Long.MAX_VALUE);
        }
    }

    /** Nothing is held after this slot any more. */
    void dropAfter(long slot) {
        changes.tailMap(slot, /* inclusive= */ false).clear();
        latest = at(Long.MAX_VALUE);
    }

    /** The log begins after this slot, where this membership holds. */
    void compact(long through, Membership membership) {
        base = membership;
        changes.headMap(through, /* inclusive= */ true).clear();
        latest = at(Long.MAX_VALUE);
    }
}
