/**
 * Multi-Paxos as a state machine: members of a cluster agree on a log of opaque commands, as long as a quorum of them is
 * there, whatever the network loses, doubles and delays, whoever stops and starts, and whatever one disk forgets. It knows
 * no file, socket, thread, clock or logger. {@link io.headgate.consensus.Paxos} says how it agrees.
 *
 * <p>The shell around it has these duties:
 * <ol>
 *   <li>Make a {@link io.headgate.consensus.Paxos} from what the disk holds: {@link io.headgate.consensus.Recovered}. An
 *       entry that cannot be read is {@link io.headgate.consensus.Faulty}, not absent; only what was surely never reported
 *       as persisted may be left out.
 *   <li>Gather what happens, {@link io.headgate.consensus.Input}, and {@link io.headgate.consensus.Paxos#step step} with
 *       all of it at once, at the latest at {@link io.headgate.consensus.Paxos#nextTickNanos}.
 *   <li>Carry out each {@link io.headgate.consensus.Effect} in the order in which they come: persist and report it when it
 *       is durable; send; apply what is chosen. Messages never wait for the shell's disk: those that must have waited.
 *   <li>After a sync that failed, end the process: what is durable is not known any more.
 *   <li>Now and then write a checkpoint of what was applied, and report it with
 *       {@link io.headgate.consensus.Input.Compacted}. Keep some entries behind it for members that lag.
 *   <li>Never start a member under an id with less on its disk than it had. A member whose disk is lost joins under a
 *       new id ({@link io.headgate.consensus.Membership#nextId}); one whose promises are lost is
 *       {@link io.headgate.consensus.Recovered#forgetful} until then.
 * </ol>
 *
 * <pre>{@code
 * Paxos paxos = new Paxos(1, PaxosSettings.DEFAULT, recovered, random, System.nanoTime());
 * while (running) {
 *     List<Input> inputs = queue.drainUntil(paxos.nextTickNanos());
 *     paxos.step(inputs, System.nanoTime(), effect -> {
 *         switch (effect) {
 *             case Effect.Persist persist -> log.append(persist); // and later: new Input.Persisted(persist.sequence())
 *             case Effect.Send(long to, Message message) -> network.send(to, message);
 *             case Effect.Chosen(Entry entry) -> store.apply(entry.slot(), entry.payload());
 *             ...
 *         }
 *     });
 * }
 * }</pre>
 */
@NullMarked
package io.headgate.consensus;

import org.jspecify.annotations.NullMarked;
