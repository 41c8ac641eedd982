/**
 * The multi-version key-value store that a cluster agrees on: transactions, leases, watches. No file, no socket.
 *
 * <p><b>For programs</b>: {@link io.headgate.store.Store}, blocking, and {@link io.headgate.store.Transaction}.
 *
 * <pre>{@code
 * try (var member = new EphemeralMember(); var store = new MemberStore(member, Duration.ofSeconds(5))) {
 *     store.put(Bytes.of("stock"), Bytes.of("3"));
 *     boolean sold = store.run(IsolationLevel.SERIALIZABLE, transaction -> {
 *         int stock = number(transaction.get(Bytes.of("stock")));
 *         if (stock > 0) {
 *             transaction.add(Bytes.of("stock"), -1);
 *         }
 *         return stock > 0;
 *     });
 * }
 * }</pre>
 *
 * <p><b>For the members</b>, in order:
 *
 * <ol>
 *   <li>Ask {@link io.headgate.store.CommandCodec#check} whether a command may be put into the log, and
 *       {@link io.headgate.store.CommandCodec#encode} it. One submission becomes one entry at most: commands other than
 *       commits are not recognised when they come twice.
 *   <li>Apply what was chosen with {@link io.headgate.store.Keyspace#apply}, on one thread, in the log's order, with the
 *       entry's own time. {@link io.headgate.store.Keyspace#tidy} when there is nothing to apply.
 *   <li>Write checkpoints with {@link io.headgate.store.Keyspace#snapshot}, begun on that thread, written on another; begin
 *       from one with {@link io.headgate.store.StateReader}.
 *   <li>The leader makes a {@link io.headgate.store.LeaseClock} over the store when it begins to lead, tells it of grants and
 *       revocations as they are applied, and submits a revocation for what has expired.
 *   <li>Raise {@link io.headgate.store.Alarm.Kind#NO_SPACE} when {@link io.headgate.store.Keyspace#storeBytes} passes
 *       the quota.
 * </ol>
 *
 * <p><b>For APIs in front of a member</b>: {@link io.headgate.store.Member}, {@link io.headgate.store.Keyspace#range},
 * {@link io.headgate.store.Keyspace#read} and {@link io.headgate.store.Keyspace#watch}.
 */
@NullMarked
package io.headgate.store;

import org.jspecify.annotations.NullMarked;
