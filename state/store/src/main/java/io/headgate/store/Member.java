package io.headgate.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A running member of a store's cluster, as the APIs in front of it see it. May be called from any thread; futures end on
 * a thread of the member, on which nothing may block. They end exceptionally with {@link Unavailable} only.
 *
 * <p>What is asked of a member that does not lead is forwarded to the one that does.
 */
public interface Member {
    /** What this member has applied: reading it takes no lock and asks nobody. */
    Keyspace keyspace();

    /** Puts a command into the log and applies it. */
    CompletableFuture<Reply> submit(Command command);

    /**
     * Ends when the {@link #keyspace} contains all that was done, anywhere in the cluster, before this call; gives the
     * store's revision at that moment.
     */
    CompletableFuture<Long> readIndex();

    /** Renews a lease. Ends with its time to live in seconds, 0 if there is no such lease. */
    CompletableFuture<Long> keepAlive(long lease);

    /** Seconds that a lease has left, as the leader counts them; -1 if there is no such lease. */
    CompletableFuture<Long> timeToLive(long lease);

    /** All members, as this one knows them. */
    List<MemberInfo> members();

    /** Changes who is a member; ends with all members after the change. */
    CompletableFuture<List<MemberInfo>> change(MembershipChange change);

    /** Makes another voter the leader. */
    CompletableFuture<Void> transferLeadership(long to);

    /** This member as it is now. */
    MemberStatus status();

    /**
     * Begins a backup of this member's state as it is now. Whoever has it must close it: the store frees nothing before.
     */
    CompletableFuture<BackupWriter> backup();

    /** Writes a checkpoint and drops the part of the log before it; what etcd calls defragmenting. */
    CompletableFuture<Void> checkpoint();
}
