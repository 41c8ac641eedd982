/**
 * Checkers of recorded histories: is what clients saw possible for a store that keeps its promise? Knows no store and no
 * simulator; a history may come from a simulated run or from a real etcd or PostgreSQL. No I/O, no thread, no clock: the
 * same history always gets the same verdict.
 *
 * <p>Two questions, each with a class that answers it:
 *
 * <ul>
 *   <li>Single calls to one object, or to one of many keys: {@link io.headgate.history.Linearizability}, against a
 *       {@link io.headgate.history.SequentialSpecification} such as {@link io.headgate.history.Register} or one of your own.
 *   <li>Transactions over many keys: {@link io.headgate.history.TransactionHistory}, against a
 *       {@link io.headgate.history.Level} from READ_COMMITTED to STRICT_SERIALIZABLE.
 * </ul>
 *
 * <h2>Transactions, an example</h2>
 *
 * <p>Two doctors are on call; each reads that the other is, and signs off.
 *
 * <pre>{@code
 * var history = TransactionHistory.of(List.of(
 *         Transaction.committed(1, 1, 10, 40, Access.readAbsent("y"), Access.write("x", 1)),
 *         Transaction.committed(2, 2, 12, 38, Access.readAbsent("x"), Access.write("y", 2))));
 * history.check(Level.SNAPSHOT).holds();           // true
 * System.out.println(history.check(Level.SERIALIZABLE));
 * }</pre>
 *
 * <pre>
 * The history is not SERIALIZABLE.
 *
 * 1. write skew (G2-item)
 *
 *    T1  process 1  10..40  committed: read y as absent, write x = 1
 *    T2  process 2  12..38  committed: read x as absent, write y = 2
 *
 *    T1 before T2: T1 read nothing of key y, which T2 overwrote with 2 (rw).
 *    T2 before T1: T2 read nothing of key x, which T1 overwrote with 1 (rw).
 *
 *    No order of whole transactions, one after another, has T1 before T2 before T1.
 *    Allowed by: READ_COMMITTED, SNAPSHOT, SESSION_SNAPSHOT, STRONG_SNAPSHOT.
 * </pre>
 *
 * <h2>Single calls, an example</h2>
 *
 * <pre>{@code
 * var checker = Linearizability.of(Register.holding(0));
 * System.out.println(checker.check(List.of(
 *         Operation.returned(1, new Register.Write<>(1), 0, new Register.Done<>(), 9),
 *         Operation.returned(2, new Register.Read<>(), 1, new Register.Value<>(1), 2),
 *         Operation.returned(3, new Register.Read<>(), 3, new Register.Value<>(0), 5))));
 * }</pre>
 *
 * <p>says that the second read cannot be next after the first, and draws who ran at that time:
 *
 * <pre>
 * process 1  |-write 1 -&gt; ok---------------|
 * process 2    |-read -&gt; 1-|
 * process 3                  |-read -&gt; 0-|
 * </pre>
 *
 * <h2>The caller's duties</h2>
 *
 * <ol>
 *   <li>Take all times from one clock: nanoseconds, or a counter that goes up with every event. Note the invocation before
 *       the request leaves and the completion after the answer is there; only then may one be said to be before the other.
 *   <li>Give each write and append of a key a value of its own, so that a value read says who wrote it. Lists tell much
 *       more than registers: prefer them where the store can append. Where it tells versions, as etcd does, pass them.
 *   <li>Tell the outcome as it is. A timeout is unknown, not aborted: a refusal because of a transaction wrongly called
 *       aborted is worth nothing. A process that hears nothing goes on under a new number.
 *   <li>Read every key once at the end, in a transaction, so that no append stays unread.
 *   <li>Do not take {@link io.headgate.history.LinearizabilityVerdict.Undecided} for success. Shorten the history, or
 *       use fewer processes: what costs is how many calls overlap.
 * </ol>
 *
 * <h2>What a verdict is worth</h2>
 *
 * <p>A refusal is always right. An approval of a list history is right for the serializable levels; for the snapshot levels
 * if no key has two appends that nobody read. An approval of registers means that nothing was found, since the order of
 * blind writes is not known, unless every version is. READ_COMMITTED is what the dependencies rule out and nothing more.
 * {@link io.headgate.history.Linearizability} is exact both ways, or undecided.
 *
 * <p>Cost: transactions are checked in time linear in what was read and written. A hundred thousand of four accesses each,
 * ten at a time, which read ten million values in lists of up to a hundred, took 3 to 8 seconds on two cores that others
 * used too; with registers 1 to 4. A linearizable history of a hundred thousand calls to one register, four at a time,
 * took 1 to 2 seconds; a refusal looks at everything before it, and took 2 seconds for ten thousand calls.
 */
@NullMarked
package io.headgate.history;

import org.jspecify.annotations.NullMarked;
