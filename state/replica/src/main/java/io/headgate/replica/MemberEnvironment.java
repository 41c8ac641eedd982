package io.headgate.replica;

import io.headgate.disk.Disk;
import io.headgate.store.MemberInfo;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * All that a {@link Replica} is given of the world; over sockets and files, or simulated. Confined to the replica's
 * thread, as are all calls that come back.
 */
interface MemberEnvironment {
    /** The member's folder. */
    Disk disk();

    /** A monotonic clock. Compare by subtraction. */
    long nanoTime();

    RandomGenerator random();

    /** Runs a task once, not before this call returns and not before {@code delayNanos} are over. */
    void after(long delayNanos, String name, Runnable task);

    /** Runs a task once, after what has arrived by now was handled. */
    void soon(Runnable task);

    /** Sends a message, which may be lost, to a member that {@link #reach} named. */
    void send(long to, PeerMessage message);

    /** Sends a message, which may be lost, to a member that a message has come from, by the way it came. */
    void answer(long to, PeerMessage message);

    /** Lets go what was sent: called at the end of each turn. */
    void flush();

    /** From now on this member is reached there, and listened to if it says this number of its disk, or any if that is 0. */
    void reach(MemberInfo member, long disk);

    /** This member's disk has this number. Called once, before anybody is reached. */
    void greetWith(long disk);

    /** From now on no others than these are reached. */
    void keepOnly(Set<Long> members);

    /** Says what an operator may want to know. */
    void log(String line);

    /** Ends the process: nobody knows any more what is durable. Does not return normally where that is possible. */
    void fatal(String reason);
}
