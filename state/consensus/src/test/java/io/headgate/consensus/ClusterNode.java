package io.headgate.consensus;

import io.headgate.consensus.Journal.Checkpoint;
import io.headgate.consensus.PaxosStatus.Role;
import io.headgate.consensus.RegisterState.Command;
import io.headgate.disk.Disk;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.simulation.Timer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A member in the simulator: the shell around a {@link Paxos}, with a {@link Journal} as its log and a register as its
 * state machine.
 *
 * <p>The member of node n has the id n + 1, and when it was removed and joins again, the next higher one that leaves the
 * same remainder when divided by {@link #GENERATION}. A node that is called by a higher id than its own has been removed:
 * it forgets everything and joins under that id.
 */
final class ClusterNode implements Node<Wire> {
    static final long GENERATION = 16;

    /** Slots applied between checkpoints, and entries kept behind one for those who lag. */
    private static final int CHECKPOINT_SLOTS = 12;

    private static final int KEPT_SLOTS = 4;
    private static final int MOST_BATCH_MICROS = 2_000;

    /** Who waits for an answer, and which node asked for it, this one or another. */
    private record Waiting(int client, long number, int via) {}

    private final NodeEnvironment<Wire> environment;
    private final ClusterPlan plan;
    private final Witness witness;
    private final Journal journal;
    final long id;

    private @Nullable Paxos paxos;
    private RegisterState register = new RegisterState();
    private long applied;
    private Membership membership = Membership.NONE;
    private boolean isSaving;

    private final List<Input> inputs = new ArrayList<>();
    private boolean isStepping;
    private boolean isScheduled;
    private Timer timer = () -> {};

    private long tags;
    private final Map<Long, Waiting> proposals = new TreeMap<>();
    private final Map<Long, Waiting> changes = new TreeMap<>();
    private final Map<Long, Waiting> reads = new TreeMap<>();
    private final Map<Long, List<Waiting>> ready = new TreeMap<>();
    private final Map<Integer, Waiting> writes = new TreeMap<>();
    private @Nullable Waiting transfer;
    private byte[] incoming = new byte[0];

    ClusterNode(NodeEnvironment<Wire> environment, ClusterPlan plan, Witness witness) {
        this.environment = environment;
        this.plan = plan;
        this.witness = witness;
        id = environment.disk().list().stream()
                .filter(name -> name.startsWith("id-"))
                .mapToLong(name -> Long.parseLong(name.substring(3)))
                .max()
                .orElse(environment.self() + 1L);
        journal = new Journal(environment.disk(), id, environment::halt);
    }

    @Nullable
    Paxos paxos() {
        return paxos;
    }

    long applied() {
        return applied;
    }

    @Override
    public void start() {
        Recovered blank = id <= plan.founders() ? Recovered.founding(plan.founding()) : Recovered.joining();
        Journal.Found[] found = new Journal.Found[1];
        found[0] = journal.recover(blank, () -> begin(found[0]));
    }

    private void begin(Journal.Found found) {
        load(found.checkpoint());
        witness.durable(id, found.recovered().votes());
        if (found.recovered().hardState().isForgetful()) {
            environment.probes().reachable("promises forgotten");
        }
        paxos = new Paxos(id, plan.settings(), found.recovered(), environment.random(), environment.nanoTime());
        step(List.of());
    }

    private void load(Checkpoint checkpoint) {
        register = RegisterState.of(checkpoint.state());
        applied = checkpoint.slot();
        membership = checkpoint.membership();
    }

    @Override
    public void receive(int from, Wire message) {
        Paxos member = paxos;
        switch (message) {
            case Wire.Between(long sender, long receiver, var content) -> {
                if (receiver > id) {
                    rejoin(receiver);
                } else if (receiver == id && member != null) {
                    step(List.of(new Input.Received(sender, content)));
                }
            }
            case Wire.Request(long number, var operation) -> {
                if (member != null) {
                    request(member, new Waiting(from, number, environment.self()), operation);
                }
            }
            case Wire.Forward(int client, Wire.Request(long number, var operation)) -> {
                if (member != null) {
                    request(member, new Waiting(client, number, from), operation);
                }
            }
            case Wire.Back(int client, var answer) -> environment.send(client, answer);
            case Wire.Answer _, Wire.Elsewhere _ -> throw new IllegalStateException("a node got " + message);
        }
    }

    /** The cluster knows this node by another id now. */
    private void rejoin(long next) {
        Disk disk = environment.disk();
        String name = "id-" + next;
        if (!disk.exists(name)) {
            disk.create(name);
        }
        disk.sync(_ -> environment.halt("joins as member " + next));
    }

    // Clients.

    private void request(Paxos member, Waiting from, ClusterOperation operation) {
        PaxosStatus status = member.status();
        if (status.leader() != 0 && status.leader() != id && from.via == environment.self()) {
            environment.send(
                    nodeOf(status.leader()), new Wire.Forward(from.client, new Wire.Request(from.number, operation)));
            return;
        }
        switch (operation) {
            case ClusterOperation.Write(int value) -> {
                writes.put(from.client, from);
                offer(new Input.Propose(
                        tag(proposals, from), new Command(from.client, from.number, value).toPayload()));
            }
            case ClusterOperation.Read() -> offer(new Input.Read(tag(reads, from)));
            case ClusterOperation.Change(int node) -> {
                if (status.role() != Role.LEADER) {
                    elsewhere(from, status.leader());
                    return;
                }
                Membership next = plan.change(status.membership(), node);
                offer(new Input.ChangeMembership(tag(changes, from), next));
            }
            case ClusterOperation.Transfer(int node) -> {
                if (transfer != null || status.role() != Role.LEADER) {
                    elsewhere(from, status.leader());
                    return;
                }
                transfer = from;
                long to = status.membership().voters().stream()
                        .filter(voter -> nodeOf(voter) == node)
                        .findFirst()
                        .orElse(id);
                offer(new Input.TransferLeadership(to));
            }
        }
    }

    private long tag(Map<Long, Waiting> waiting, Waiting from) {
        waiting.put(++tags, from);
        return tags;
    }

    /** What clients want waits a little, so that it comes together. */
    private void offer(Input input) {
        inputs.add(input);
        if (!isScheduled) {
            isScheduled = true;
            long delay = environment.random().nextInt(MOST_BATCH_MICROS) * 1_000L;
            environment.after(delay, "batch", () -> {
                isScheduled = false;
                step(List.of());
            });
        }
    }

    private void elsewhere(Waiting to, long leader) {
        send(to, new Wire.Elsewhere(to.number, leader == 0 ? -1 : nodeOf(leader)));
    }

    private void answer(Waiting to, int value) {
        send(to, new Wire.Answer(to.number, value));
    }

    private void send(Waiting to, Wire answer) {
        if (to.via == environment.self()) {
            environment.send(to.client, answer);
        } else {
            environment.send(to.via, new Wire.Back(to.client, answer));
        }
    }

    private static int nodeOf(long member) {
        return (int) ((member - 1) % GENERATION);
    }

    // The machine.

    private void step(List<Input> more) {
        inputs.addAll(more);
        Paxos member = paxos;
        if (isStepping || member == null) {
            return;
        }
        isStepping = true;
        do {
            List<Input> batch = List.copyOf(inputs);
            inputs.clear();
            List<Effect> effects = new ArrayList<>();
            PaxosStatus before = member.status();
            member.step(batch, environment.nanoTime(), effects::add);
            witness.stepped(id, journal, before, member.status(), effects, environment.probes());
            effects.forEach(this::carryOut);
        } while (!inputs.isEmpty());
        isStepping = false;
        timer.cancel();
        long delay = Math.max(0, member.nextTickNanos() - environment.nanoTime());
        timer = environment.after(delay, "tick", () -> step(List.of(new Input.Tick())));
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Persist persist ->
                journal.append(persist, () -> {
                    witness.durable(id, persist.entries());
                    step(List.of(new Input.Persisted(persist.sequence())));
                });
            case Effect.Send(long to, var message) -> environment.send(nodeOf(to), new Wire.Between(id, to, message));
            case Effect.Chosen(var entry) -> apply(entry);
            case Effect.Proposed(long tag, var _, var _) -> {
                proposals.remove(tag);
                Waiting change = changes.remove(tag);
                if (change != null) {
                    answer(change, 0);
                }
            }
            case Effect.Refused(long tag, var _, long leader) -> {
                for (Map<Long, Waiting> waiting : List.of(proposals, changes, reads)) {
                    Waiting refused = waiting.remove(tag);
                    if (refused != null) {
                        elsewhere(refused, leader);
                    }
                }
            }
            case Effect.ReadReady(long tag, long slot) -> {
                Waiting reader = reads.remove(tag);
                if (reader != null) {
                    ready.computeIfAbsent(slot, _ -> new ArrayList<>()).add(reader);
                    answerReads();
                }
            }
            case Effect.LeadershipChanged _ -> {}
            case Effect.TransferEnded(var _, boolean isDone) -> {
                environment.probes().sometimes(isDone, "leadership handed over");
                if (transfer != null) {
                    answer(transfer, 0);
                    transfer = null;
                }
            }
            case Effect.ReadSnapshot(long to, long slot, long offset, int mostBytes) ->
                step(List.of(new Input.SnapshotRead(to, part(slot, offset, mostBytes))));
            case Effect.StorePart(var part) -> store(part);
            case Effect.InstallSnapshot(long sequence, long slot, var holds) -> {
                Checkpoint checkpoint = new Checkpoint(slot, holds, Payload.of(incoming));
                load(checkpoint);
                environment.probes().reachable("checkpoint installed");
                journal.checkpoint(checkpoint, () -> {
                    witness.covered(id, slot);
                    step(List.of(new Input.Persisted(sequence)));
                });
                answerReads();
            }
        }
    }

    private void apply(Entry entry) {
        witness.chosen(id, applied, entry, environment.probes());
        applied = entry.slot();
        switch (entry.kind()) {
            case COMMANDS -> {
                Command command = Command.of(entry.payload());
                register.apply(command);
                Waiting writer = writes.get(command.client());
                if (writer != null && writer.number == command.number()) {
                    writes.remove(command.client());
                    answer(writer, 0);
                }
            }
            case NOOP -> {}
            case MEMBERSHIP -> membership = Membership.of(entry.payload());
        }
        answerReads();
        save();
    }

    private void answerReads() {
        ready.entrySet().removeIf(each -> {
            boolean isApplied = each.getKey() <= applied;
            if (isApplied) {
                each.getValue().forEach(reader -> answer(reader, register.value()));
            }
            return isApplied;
        });
    }

    // Checkpoints.

    private void save() {
        if (isSaving || applied < journal.checkpoint().slot() + CHECKPOINT_SLOTS) {
            return;
        }
        isSaving = true;
        long slot = applied;
        journal.checkpoint(new Checkpoint(slot, membership, register.toPayload()), () -> {
            isSaving = false;
            witness.covered(id, slot);
            step(List.of(new Input.Compacted(Math.max(0, slot - KEPT_SLOTS))));
        });
    }

    private SnapshotPart part(long slot, long offset, int mostBytes) {
        Checkpoint checkpoint = journal.checkpoint();
        long from = slot == checkpoint.slot() ? offset : 0;
        int end = (int) Math.min(checkpoint.state().size(), from + mostBytes);
        byte[] bytes = new byte[end - (int) from];
        checkpoint.state().buffer().get((int) from, bytes);
        return new SnapshotPart(
                checkpoint.slot(),
                checkpoint.membership(),
                from,
                Payload.of(bytes),
                end == checkpoint.state().size());
    }

    private void store(SnapshotPart part) {
        byte[] before = part.offset() == 0 ? new byte[0] : incoming;
        byte[] bytes = Arrays.copyOf(before, (int) part.offset() + part.bytes().size());
        part.bytes().buffer().get(bytes, (int) part.offset(), part.bytes().size());
        incoming = bytes;
        step(List.of(new Input.PartStored(part.slot(), bytes.length)));
    }
}
