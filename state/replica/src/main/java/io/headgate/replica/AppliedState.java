package io.headgate.replica;

import io.headgate.consensus.Membership;
import io.headgate.replica.Batch.Content;
import io.headgate.store.Keyspace;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the log decides: the store, the directory of members, and the name of each member's last batch. The
 * same after the same slots on every member. Confined to the replica's thread, but for the keyspace, which others read.
 */
final class AppliedState {
    private static final Response NOTHING = new Response.AlarmSet();

    private final Keyspace keyspace;

    /** Members by id. */
    private final TreeMap<Long, DirectoryEntry> directory;

    /** The last batch of each origin that was applied. A member that was removed never comes back, and is forgotten. */
    private final TreeMap<Long, BatchName> lastBatches;

    private Membership membership;
    private long slot;

    AppliedState(
            long slot,
            Keyspace keyspace,
            Membership membership,
            Map<Long, DirectoryEntry> directory,
            Map<Long, BatchName> lastBatches) {
        this.slot = slot;
        this.keyspace = keyspace;
        this.membership = membership;
        this.directory = new TreeMap<>(directory);
        this.lastBatches = new TreeMap<>(lastBatches);
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /** The last slot that was applied; 0 before the first. */
    long slot() {
        return slot;
    }

    /** The same state in a store that others hold already: that one becomes this one's. */
    AppliedState in(Keyspace held) {
        held.become(keyspace);
        return new AppliedState(slot, held, membership, directory, lastBatches);
    }

    /** Who the members are after {@link #slot}. */
    Membership membership() {
        return membership;
    }

    /** How they are reached, by id. */
    SortedMap<Long, DirectoryEntry> directory() {
        return Collections.unmodifiableSortedMap(directory);
    }

    /** The last batch of each origin. */
    SortedMap<Long, BatchName> lastBatches() {
        return Collections.unmodifiableSortedMap(lastBatches);
    }

    /** What applying a batch gave. */
    sealed interface Applied {
        /** One reply for each content, in order. */
        record Done(List<Reply> replies) implements Applied {}

        /** A later batch of the same origin, or this one, came before; or the origin is no member any more. */
        record Overtaken() implements Applied {}
    }

    /** Applies the batch in the next slot. */
    Applied apply(long next, Batch batch) {
        advance(next);
        BatchName last = lastBatches.get(batch.name().origin());
        boolean isLate = last != null && !batch.name().isAfter(last);
        if (isLate || !directory.containsKey(batch.name().origin())) {
            return new Applied.Overtaken();
        }
        lastBatches.put(batch.name().origin(), batch.name());
        List<Reply> replies = new ArrayList<>(batch.contents().size());
        for (Content content : batch.contents()) {
            replies.add(
                    switch (content) {
                        case Content.ForStore(var command) -> keyspace.apply(next, batch.timeMillis(), command);
                        case Content.ForDirectory(var entry) -> {
                            directory.merge(entry.member().id(), entry, DirectoryEntry::replacedBy);
                            yield new Reply(next, keyspace.revision(), NOTHING);
                        }
                    });
        }
        return new Applied.Done(replies);
    }

    /** Applies the next slot, which holds nothing to apply. */
    void skip(long next) {
        advance(next);
    }

    /** Applies the next slot, which says who the members are. Who is none any more never comes back under its id. */
    void adopt(long next, Membership members) {
        advance(next);
        membership = members;
        directory.keySet().removeIf(member -> !members.contains(member));
        lastBatches.keySet().removeIf(member -> !members.contains(member));
    }

    private void advance(long next) {
        if (next != slot + 1) {
            throw new IllegalStateException("slot " + next + " after slot " + slot);
        }
        slot = next;
    }
}
