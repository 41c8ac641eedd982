package io.headgate.replica;

import io.headgate.consensus.Effect;
import io.headgate.consensus.Entry;
import io.headgate.consensus.Input;
import io.headgate.consensus.Membership;
import io.headgate.consensus.Paxos;
import io.headgate.consensus.PaxosStatus;
import io.headgate.consensus.Payload;
import io.headgate.consensus.Refusal;
import io.headgate.replica.Batch.Content;
import io.headgate.replica.PeerMessage.Answer;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.Alarm;
import io.headgate.store.Command;
import io.headgate.store.CommandCodec;
import io.headgate.store.Keyspace;
import io.headgate.store.LeaseClock;
import io.headgate.store.LogClock;
import io.headgate.store.MemberInfo;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import io.headgate.store.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a store's cluster: consensus, durable log and store joined.
 *
 * <h2>A turn</h2>
 *
 * What happens within one turn of the owner's loop, commands of clients, messages of peers, completed syncs, is collected
 * and given to the consensus in one step at the turn's end. So the commands of a turn become one batch, the batch one
 * entry, the entry one message to each peer and one write; and the messages leave together. Under load a turn is longer
 * and its batch larger: no timer waits for anything.
 *
 * <h2>A command</h2>
 *
 * It is put into this member's batch ({@link OwnBatches}). A member that leads proposes the batch, any other forwards it
 * to the leader. Who leads may change at any time, so a batch is proposed or forwarded again until it is seen applied here;
 * names of batches make sure that it is applied once at most. So a client is told of a change of leaders only if that takes
 * longer than the client's time.
 *
 * <h2>A read</h2>
 *
 * Reads need nobody but a place in the log that is recent enough: all reads of one turn ask the leader for one together
 * ({@link LeaderDesk}), and are done when this member has applied up to there.
 *
 * <p>Confined to the owner's thread, but for the keyspace, which others read.
 */
final class Replica {
    static final long MAINTENANCE_NANOS = 1_000_000_000;

    /** Why a member that was removed takes no requests. */
    static final String REMOVED = "it was removed from the cluster for good";

    /** What is wrong with a member whose disk has no room for what it would write. */
    static final String FULL_DISK = "its disk is full";

    /**
     * A member that was removed goes on for so long: who asked it for that is still told, and the others learn what only
     * it may know, if it led.
     */
    private static final long FAREWELL_NANOS = 1_000_000_000;

    /** Members say whom they hear at each repeat. Who is not heard for so many of them may not be reached. */
    private static final int SILENT_REPEATS = 3;

    /** When a log counts as quiet: longer than clients one at a time take from one put to the next. */
    private static final long QUIET_NANOS = 20_000_000;

    /** What is under way before a batch that is not full waits for one of them: enough to keep disk and links busy. */
    private static final int PIPELINE = 4;

    private final MemberIdentity identity;
    private final ReplicaSettings settings;
    private final MemberEnvironment environment;
    private final Paxos paxos;
    private final MemberStorage storage;
    private final Checkpointing checkpointing;
    private final LeaderDesk desk;
    private final OwnBatches batches;
    private final Routes routes;
    private final OpenQuestions questions = new OpenQuestions();
    private final List<String> errors = new ArrayList<>();

    /** As in {@link DirectoryEntry}. */
    private final long disk;

    private AppliedState state;

    /** Read by anyone: {@code state}'s, the same for ever. */
    private final Keyspace keyspace;

    /** Written by the owner at the end of each turn, read by anyone. */
    private volatile View view;

    /** As {@link #state} has them. */
    private List<MemberInfo> members;

    /** What goes into the next step of the consensus. */
    private List<Input> inputs = new ArrayList<>();

    /** Reads of this turn: they share one question. */
    private @Nullable CompletableFuture<Long> readers;

    private boolean turnAsked;
    private boolean isOver;

    /** Why nothing new is taken any more; empty while it is. */
    private String over = "";

    /** Ends when this member was removed and has nothing more to say. */
    private final CompletableFuture<Void> removed = new CompletableFuture<>();

    private long leader;

    /** Made anew when this member begins to lead; not asked before. */
    private LogClock logClock = new LogClock(0, 0);

    private long tickAskedNanos;
    private boolean tickAsked;

    /** Batches of others that this member proposed since it leads, by origin: what comes again is dropped. */
    private final TreeMap<Long, BatchName> proposed = new TreeMap<>();

    /** Batches that the next step is to propose, by tag. */
    private final Map<Long, BatchName> proposing = new HashMap<>();

    private final Tags tags = new Tags();
    private final MemberCounters counters = new MemberCounters();

    /** The last of our batches that this member proposed or forwarded to {@link #leader}. */
    private long sentSequence;

    /** Of entries that were applied since a checkpoint was begun for the last time. */
    private long bytesSinceCheckpoint;

    /** When the log was last durable; has a meaning while {@link #evidenceAsked}. */
    private long lastPersistedNanos;

    private boolean evidenceAsked;

    /** What was chosen when this member looked for room the last time. */
    private long chosenWithoutRoom;

    /** Whether nothing that this leader has proposed was chosen since, though its disk is full: then others' are, too. */
    private boolean isStuck;

    /** Whether an alarm of this member is on its way into the log. */
    private boolean isNoSpaceRaised;

    Replica(
            MemberIdentity identity,
            ReplicaSettings settings,
            MemberEnvironment environment,
            MemberStart.Opened opened) {
        this.identity = identity;
        this.settings = settings;
        this.environment = environment;
        disk = opened.disk();
        state = opened.state();
        keyspace = state.keyspace();
        members = listMembers();
        errors.addAll(opened.errors());
        routes = new Routes(SILENT_REPEATS * settings.repeatAfter().toNanos());
        batches = new OwnBatches(identity.memberId(), opened.incarnation());
        storage = new MemberStorage(identity.clusterId(), opened.log(), environment, this::persisted);
        paxos = new Paxos(
                identity.memberId(),
                settings.consensus(),
                opened.recovered(),
                environment.random(),
                environment.nanoTime());
        desk = new LeaderDesk(tags, this::input, this::announce);
        checkpointing = new Checkpointing(opened.checkpoints(), storage, environment, this::input);
        environment.greetWith(disk);
        identity.others().forEach(member -> reach(new DirectoryEntry(member, 0)));
        state.directory().values().forEach(this::reach);
        environment.after(settings.repeatAfter().toNanos(), "repeat", this::repeat);
        environment.after(MAINTENANCE_NANOS, "maintain", this::maintain);
        view = look();
        leaveIfRemoved();
        turn();
    }

    // What clients ask. All futures end on the owner's thread.

    CompletableFuture<Reply> submit(Command command) {
        if (!over.isEmpty()) {
            return CompletableFuture.failedFuture(refusal());
        }
        Optional<io.headgate.store.Refusal> refusal = CommandCodec.check(command);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        int bytes = CommandCodec.size(command);
        if (hasNobodyRoomFor(bytes)) {
            return refused(new io.headgate.store.Refusal.NoSpace());
        }
        if (keyspace.storeBytes() > settings.quotaBytes()) {
            raiseNoSpace();
        }
        counters.command();
        return put(new Content.ForStore(command), bytes);
    }

    /** Whether what this member, which leads, proposed now would wait for room: for sure, or as far as it can tell. */
    private boolean hasNobodyRoomFor(int commandBytes) {
        return leads()
                && (isStuck || state.membership().voters().size() == 1)
                && storage.refuses(BatchCodec.BYTES_BESIDE_ONE + commandBytes);
    }

    /** Answers without the log: nothing was done, and nothing will be. */
    private CompletableFuture<Reply> refused(io.headgate.store.Refusal refusal) {
        return CompletableFuture.completedFuture(
                new Reply(state.slot(), keyspace.revision(), new Response.Refused(refusal)));
    }

    private Unavailable refusal() {
        return new Unavailable(Unavailable.Reason.STOPPED, /* definite= */ true, over);
    }

    private CompletableFuture<Reply> put(Content content, int bytes) {
        turn();
        return batches.add(content, bytes, deadlineNanos());
    }

    private long deadlineNanos() {
        return environment.nanoTime() + settings.requestTimeout().toNanos();
    }

    /** From the alarm on puts are refused, by all members alike, until there is room and somebody clears it. */
    private void raiseNoSpace() {
        Alarm alarm = new Alarm(identity.memberId(), Alarm.Kind.NO_SPACE);
        if (!isNoSpaceRaised && !keyspace.alarms().contains(alarm)) {
            isNoSpaceRaised = true;
            Command raise = new Command.SetAlarm(alarm, /* raised= */ true);
            put(new Content.ForStore(raise), CommandCodec.size(raise))
                    .whenComplete((reply, failure) -> isNoSpaceRaised = false);
        }
    }

    /** Ends when all that was done before this call has been applied here. */
    CompletableFuture<Long> readIndex() {
        if (!over.isEmpty()) {
            return CompletableFuture.failedFuture(refusal());
        }
        counters.read();
        if (readers == null) {
            readers = new CompletableFuture<>();
            turn();
        }
        return readers.thenApply(none -> state.keyspace().revision());
    }

    CompletableFuture<Long> ask(Question question) {
        if (!over.isEmpty()) {
            return CompletableFuture.failedFuture(refusal());
        }
        CompletableFuture<Long> future = new CompletableFuture<>();
        ask(question, future);
        return future;
    }

    private void ask(Question question, CompletableFuture<Long> future) {
        long id = questions.add(question, deadlineNanos(), future);
        if (id != 0) {
            put(id, question);
        }
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /** Members as the applied log has them. Of the owner's thread. */
    List<MemberInfo> members() {
        return members;
    }

    /** What others than the owner may look at: as it was at the end of a turn. */
    View view() {
        return view;
    }

    /**
     * A member at the end of a turn.
     *
     * @param members as the applied log has them
     */
    record View(
            PaxosStatus consensus,
            Keyspace keyspace,
            long appliedSlot,
            List<MemberInfo> members,
            List<String> errors) {}

    MemberCounters counters() {
        return counters;
    }

    private View look() {
        counters.pending(batches.waiting());
        List<String> wrong = new ArrayList<>(errors);
        PaxosStatus consensus = paxos.status();
        if (consensus.isForgetful()) {
            wrong.add("it has lost what it promised, and does not vote: remove it and add a new member");
        }
        if (storage.isFull()) {
            wrong.add(FULL_DISK);
        }
        return new View(consensus, state.keyspace(), state.slot(), members, List.copyOf(wrong));
    }

    private List<MemberInfo> listMembers() {
        Membership membership = state.membership();
        List<MemberInfo> members = new ArrayList<>();
        for (DirectoryEntry entry : state.directory().values()) {
            MemberInfo member = entry.member();
            if (membership.contains(member.id())) {
                members.add(new MemberInfo(
                        member.id(),
                        member.name(),
                        member.peerUrls(),
                        member.clientUrls(),
                        !membership.isVoter(member.id())));
            }
        }
        return members;
    }

    /** A hash over everything that was applied: the same on every member after the same slot. Walks all keys. */
    long hash() {
        long store = state.keyspace().hash(0) instanceof Response.Hashed hashed
                ? hashed.hash() * 31 + hashed.compactedRevision()
                : 0;
        return store * 31 + Objects.hash(state.membership(), state.directory(), state.lastBatches());
    }

    /** Writes a checkpoint now. */
    CompletableFuture<Void> checkpoint() {
        return checkpointing.begin(state);
    }

    /** Gives up what is under way: the process is about to end. */
    void stop() {
        isOver = true;
        if (over.isEmpty()) {
            over = "the member stops";
        }
        batches.stop(Unavailable.Reason.STOPPED, over);
        questions.stop(Unavailable.Reason.STOPPED, over);
        if (readers != null) {
            readers.completeExceptionally(refusal());
            readers = null;
        }
    }

    /** Ends when this member was removed from the cluster and has stopped: it is of no more use. */
    CompletableFuture<Void> removed() {
        return removed;
    }

    // Being removed.

    /** Ids are given in rising order and do not come back. */
    private boolean wasRemoved(long member) {
        return member <= state.membership().highestId() && !state.membership().contains(member);
    }

    private void leaveIfRemoved() {
        if (wasRemoved(identity.memberId())) {
            leave("as its log says");
        }
    }

    /** Takes nothing new from now on, and ends when what is under way has had some time. */
    private void leave(String how) {
        if (!over.isEmpty()) {
            return;
        }
        over = REMOVED;
        errors.add(REMOVED);
        environment.log(REMOVED + ", " + how);
        environment.after(FAREWELL_NANOS, "leave", () -> {
            stop();
            removed.complete(null);
        });
    }

    // What the world brings.

    /** A message came from a peer's own connection. */
    void receive(long from, PeerMessage message) {
        if (isOver) {
            return;
        }
        if (wasRemoved(from) && !isHeardOfRemoved(message)) {
            environment.answer(from, new PeerMessage.Removed());
            return;
        }
        long now = environment.nanoTime();
        routes.heard(from, now);
        switch (message) {
            case PeerMessage.Hears(var members) -> routes.hears(from, members);
            case PeerMessage.Detour(var sender, var to, var inner)
            when to == identity.memberId() -> {
                routes.detoured(sender, now);
                handle(sender, inner);
            }
            case PeerMessage.Detour(var sender, var to, var _) -> {
                if (sender == from) {
                    environment.send(to, message);
                    turn();
                }
            }
            case PeerMessage.Consensus _, PeerMessage.Forward _, PeerMessage.Ask _, PeerMessage.Tell _ ->
                handle(from, message);
            case PeerMessage.Removed() -> {
                leave("as member " + from + " says");
                turn();
            }
        }
    }

    /** A leader that was removed may have an answer yet. Who was removed oneself is told so by others like it, too. */
    private static boolean isHeardOfRemoved(PeerMessage message) {
        return message instanceof PeerMessage.Tell || message instanceof PeerMessage.Removed;
    }

    private void handle(long from, PeerMessage message) {
        switch (message) {
            case PeerMessage.Consensus(var inner) -> input(new Input.Received(from, inner));
            case PeerMessage.Forward(var name, var contents) -> proposeForOther(from, name, contents);
            case PeerMessage.Ask(var id, var question) ->
                answerAsLeader(
                        new LeaderDesk.AskName(from, id),
                        question,
                        answer -> send(from, new PeerMessage.Tell(id, answer)));
            case PeerMessage.Tell(var id, var answer) -> questions.answer(id, answer, state.slot());
            // These go directly only.
            case PeerMessage.Hears _, PeerMessage.Detour _, PeerMessage.Removed _ -> {}
        }
        turn();
    }

    private void send(long to, PeerMessage message) {
        routes.detour(to, environment.nanoTime())
                .ifPresentOrElse(
                        by -> environment.send(by, new PeerMessage.Detour(identity.memberId(), to, message)),
                        () -> environment.send(to, message));
    }

    private void persisted(long sequence) {
        input(new Input.Persisted(sequence));
        lastPersistedNanos = environment.nanoTime();
        if (!evidenceAsked) {
            evidenceAsked = true;
            environment.after(QUIET_NANOS, "evidence", this::leaveEvidence);
        }
    }

    /** The log's last batch is the only one that nothing after it says to be durable. A quiet log says it by itself. */
    private void leaveEvidence() {
        evidenceAsked = false;
        if (isOver) {
            return;
        }
        long quietNanos = environment.nanoTime() - lastPersistedNanos;
        if (quietNanos >= QUIET_NANOS) {
            storage.maintain();
        } else {
            evidenceAsked = true;
            environment.after(QUIET_NANOS - quietNanos, "evidence", this::leaveEvidence);
        }
    }

    private void input(Input input) {
        inputs.add(input);
        turn();
    }

    private void turn() {
        if (!turnAsked && !isOver) {
            turnAsked = true;
            environment.soon(this::endTurn);
        }
    }

    private void endTurn() {
        turnAsked = false;
        if (isOver) {
            return;
        }
        if (readers != null) {
            CompletableFuture<Long> asking = readers;
            readers = null;
            ask(new Question.ReadIndex(), asking);
        }
        sendBatches();
        long now = environment.nanoTime();
        if (paxos.nextTickNanos() - now <= 0) {
            inputs.add(new Input.Tick());
        }
        List<Input> step = inputs;
        inputs = new ArrayList<>();
        paxos.step(step, now, this::carryOut);
        proposing.clear();
        storage.sync();
        environment.flush();
        view = look();
        askForTick();
        if (mayCloseBatch()) {
            turn();
        }
    }

    private void askForTick() {
        long next = paxos.nextTickNanos();
        if (tickAsked && next - tickAskedNanos >= 0) {
            return;
        }
        tickAsked = true;
        tickAskedNanos = next;
        environment.after(Math.max(0, next - environment.nanoTime()), "tick", () -> {
            if (tickAskedNanos == next) {
                tickAsked = false;
                turn();
            }
        });
    }

    // What the consensus wants.

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Persist persist -> storage.persist(persist);
            case Effect.Send(var to, var message) -> send(to, new PeerMessage.Consensus(message));
            case Effect.Chosen(var entry) -> apply(entry);
            case Effect.Proposed(var tag, var slot, var _) -> desk.proposed(tag, slot);
            case Effect.Refused(var tag, var reason, var _) -> refused(tag, reason);
            case Effect.ReadReady(var tag, var slot) -> desk.readReady(tag, slot, environment.nanoTime());
            case Effect.LeadershipChanged(var now, var _) -> follow(now);
            case Effect.TransferEnded(var to, var isDone) -> desk.transferEnded(to, isDone);
            case Effect.ReadSnapshot read -> checkpointing.read(read, state);
            case Effect.StorePart(var part) -> checkpointing.store(part);
            case Effect.InstallSnapshot(var sequence, var slot, var _) -> install(sequence, slot);
        }
    }

    private void refused(long tag, Refusal reason) {
        BatchName batch = proposing.get(tag);
        if (batch == null) {
            desk.refused(tag, reason);
        } else if (batch.origin() == identity.memberId()) {
            sentSequence = Math.min(sentSequence, batch.sequence() - 1);
        } else {
            proposed.remove(batch.origin());
        }
    }

    private void apply(Entry entry) {
        bytesSinceCheckpoint += entry.payload().size();
        switch (entry.kind()) {
            case NOOP -> state.skip(entry.slot());
            case MEMBERSHIP -> {
                adopt(entry.slot(), Membership.of(entry.payload()));
            }
            case COMMANDS -> applyBatch(entry);
        }
        desk.chosen(state, entry);
        questions.applied(state.slot());
    }

    private void adopt(long slot, Membership next) {
        environment.log("members after slot " + slot + ": " + next);
        Membership before = state.membership();
        state.adopt(slot, next);
        environmentFollowsDirectory();
        questions.adopted(before, next);
        leaveIfRemoved();
    }

    private void applyBatch(Entry entry) {
        Batch batch = BatchCodec.decode(entry.payload().buffer(), batches::contents);
        AppliedState.Applied applied = state.apply(entry.slot(), batch);
        boolean isOwn = batch.name().origin() == identity.memberId();
        switch (applied) {
            case AppliedState.Applied.Done(var replies) -> {
                for (int i = 0; i < replies.size(); i++) {
                    applied(batch.contents().get(i), replies.get(i));
                }
                if (isOwn) {
                    batches.applied(batch.name(), replies);
                }
            }
            case AppliedState.Applied.Overtaken() -> {
                if (isOwn) {
                    batches.applied(batch.name(), null);
                }
            }
        }
    }

    private void applied(Content content, Reply reply) {
        switch (content) {
            case Content.ForStore(var command) -> desk.applied(command, reply, environment.nanoTime());
            case Content.ForDirectory(var entry) -> {
                environmentFollowsDirectory();
                desk.announced(reply.slot(), entry);
            }
        }
    }

    private void install(long sequence, long slot) {
        AppliedState installed = checkpointing.installed();
        if (installed.slot() < slot) {
            throw new IllegalStateException("slot " + installed.slot() + " of the checkpoint installed for " + slot);
        }
        state = installed.in(keyspace);
        BatchName last = state.lastBatches().get(identity.memberId());
        if (last != null) {
            batches.installed(last);
        }
        environmentFollowsDirectory();
        questions.applied(state.slot());
        storage.installed(sequence);
        leaveIfRemoved();
        environment.log("took over the state after slot " + state.slot() + " from another member");
    }

    /** Puts a member into the directory. */
    private void announce(DirectoryEntry entry) {
        var _ = put(new Content.ForDirectory(entry), DirectoryCodec.size(entry));
    }

    private void environmentFollowsDirectory() {
        members = listMembers();
        Map<Long, DirectoryEntry> directory = state.directory();
        environment.keepOnly(directory.keySet());
        routes.keepOnly(directory.keySet());
        directory.values().forEach(this::reach);
    }

    private void reach(DirectoryEntry entry) {
        if (entry.member().id() != identity.memberId()) {
            environment.reach(entry.member(), entry.disk());
        }
    }

    // Whoever leads.

    private void follow(long next) {
        boolean wasLeading = leader == identity.memberId();
        if (leader != next) {
            environment.log(next == 0 ? "knows no leader" : "follows member " + next + ", leader before: " + leader);
        }
        leader = next;
        counters.leaderChanged();
        sentSequence = 0;
        proposed.clear();
        if (leader == identity.memberId()) {
            long now = environment.nanoTime();
            desk.lead(LeaseClock.over(state.keyspace(), now));
            logClock = LogClock.over(state.keyspace(), now);
        } else if (wasLeading) {
            desk.stopLeading();
        }
        questions.unanswered().forEach(this::put);
        turn();
    }

    private boolean leads() {
        return leader == identity.memberId();
    }

    private void answerAsLeader(LeaderDesk.AskName name, Question question, Consumer<Answer> asker) {
        if (leads()) {
            desk.asked(state, name, question, asker);
            turn();
        }
    }

    private void put(long id, Question question) {
        if (leads()) {
            answerAsLeader(new LeaderDesk.AskName(identity.memberId(), id), question, answer -> {
                questions.answer(id, answer, state.slot());
                turn();
            });
        } else if (leader != 0) {
            send(leader, new PeerMessage.Ask(id, question));
            turn();
        }
    }

    private boolean mayCloseBatch() {
        return batches.isFilling() && batches.waiting() < PIPELINE;
    }

    private void sendBatches() {
        if (mayCloseBatch()) {
            batches.close(deadlineNanos());
        }
        if (leader == 0) {
            return;
        }
        for (OwnBatches.Waiting batch : batches.all()) {
            if (batch.name.sequence() > sentSequence) {
                sentSequence = batch.name.sequence();
                batch.isSent = true;
                if (leads()) {
                    propose(batch.name, batch.encoded);
                } else {
                    send(leader, new PeerMessage.Forward(batch.name, Payload.of(batch.encoded)));
                }
            }
        }
    }

    private void propose(BatchName name, byte[] contents) {
        long tag = tags.next();
        proposing.put(tag, name);
        inputs.add(new Input.Propose(
                tag, Payload.of(BatchCodec.join(name, logClock.millis(environment.nanoTime()), contents))));
    }

    private void proposeForOther(long from, BatchName name, Payload contents) {
        BatchName last = proposed.get(from);
        if (!leads() || name.origin() != from || (last != null && !name.isAfter(last))) {
            return;
        }
        proposed.put(from, name);
        byte[] bytes = new byte[contents.size()];
        contents.buffer().get(bytes);
        propose(name, bytes);
    }

    /** Says again what the leader may not have heard. */
    private void repeat() {
        if (isOver) {
            return;
        }
        long now = environment.nanoTime();
        batches.expire(now);
        questions.expire(now);
        if (leads()) {
            expireLeases(now);
        } else {
            sentSequence = 0;
            questions.unanswered().forEach(this::put);
        }
        PeerMessage hears = new PeerMessage.Hears(routes.heard(now));
        for (long member : others()) {
            environment.send(member, hears);
        }
        environment.after(settings.repeatAfter().toNanos(), "repeat", this::repeat);
        turn();
    }

    /** Who joins knows those that it was told of, and has to speak first: it may have been removed before it was given anything. */
    private List<Long> others() {
        return state.directory().isEmpty()
                ? identity.others().stream().map(MemberInfo::id).toList()
                : state.directory().keySet().stream()
                        .filter(member -> member != identity.memberId())
                        .toList();
    }

    /** A large state is written less often, so that writing it costs no more than writing the log does. */
    private long checkpointBytes() {
        return Math.max(
                settings.checkpointBytes(),
                Math.min(keyspace.storeBytes(), settings.consensus().limits().logBytes() / 2));
    }

    /** Tells all what this member is called and where its clients go, unless they know. */
    private void publish() {
        MemberInfo self = identity.self();
        DirectoryEntry known = state.directory().get(self.id());
        if (known == null) {
            return;
        }
        MemberInfo listed = known.member();
        boolean isRight =
                listed.name().equals(self.name()) && listed.clientUrls().equals(self.clientUrls()) && known.disk() != 0;
        if (!isRight) {
            MemberInfo told =
                    new MemberInfo(self.id(), self.name(), listed.peerUrls(), self.clientUrls(), listed.learner());
            announce(new DirectoryEntry(told, disk));
        }
    }

    private void expireLeases(long nowNanos) {
        for (long lease : desk.expiredLeases(nowNanos)) {
            var _ = submit(new Command.RevokeLease(lease));
        }
    }

    /** A leader that cannot write lets somebody lead who can, and takes nothing if there is nobody. */
    private void lookForRoom() {
        PaxosStatus consensus = paxos.status();
        boolean isFull = leads() && storage.isFull();
        isStuck = isFull
                && consensus.lastSlot() > consensus.chosenThrough()
                && consensus.chosenThrough() == chosenWithoutRoom;
        chosenWithoutRoom = consensus.chosenThrough();
        if (isFull) {
            input(new Input.StepAside());
        }
    }

    private void maintain() {
        if (isOver) {
            return;
        }
        storage.maintain();
        lookForRoom();
        counters.log(storage.diskBytes());
        boolean isDue = bytesSinceCheckpoint > checkpointBytes() || checkpointing.isMissed(environment.nanoTime());
        if (isDue && !checkpointing.isWriting()) {
            bytesSinceCheckpoint = 0;
            var _ = checkpointing.begin(state);
        }
        publish();
        if (leads()) {
            desk.promote(state);
        }
        environment.after(MAINTENANCE_NANOS, "maintain", this::maintain);
        turn();
    }
}
