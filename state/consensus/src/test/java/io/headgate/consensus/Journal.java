package io.headgate.consensus;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The simplest storage that a member can be proved with: a file for everything that is persisted at once, written aside,
 * synced, renamed, and the folder synced. A name therefore says that its content was durable, and holds the identity of
 * each vote in it, so that whatever cannot be read any more is known to be faulty, and which vote it was.
 *
 * <p>Names are {@code member-number-kind-state-checkpoint-votes}: the member the file belongs to; a rising number; {@code
 * s} for a file that stands alone, with all that is held, and {@code a} for one that adds to those before; the hard state;
 * the length of the checkpoint; and votes as {@code slot.round.member.kind.length}, x as the length of one that was faulty
 * already. The content is, in a file that stands alone, a record for the checkpoint, and one per vote, each with a checksum
 * before it. Where the checkpoint is lost, everything counts as lost.
 */
final class Journal {
    private static final int CHECKPOINT_HEAD_BYTES = 12;

    /** A checkpoint of the register and where it is. */
    record Checkpoint(long slot, Membership membership, Payload state) {
        static Checkpoint none(Membership membership) {
            return new Checkpoint(0, membership, new RegisterState().toPayload());
        }
    }

    /** What was found. */
    record Found(Recovered recovered, Checkpoint checkpoint) {}

    private record Write(String name, ByteBuffer content, boolean standsAlone, Runnable done) {}

    private final Disk disk;
    private final long member;
    private final Consumer<String> halt;
    private final Deque<Write> queue = new ArrayDeque<>();

    private long number;

    // What is held, with what is not durable yet.
    private final NavigableMap<Long, Vote> votes = new TreeMap<>();
    private HardState state = HardState.INITIAL;
    private Checkpoint checkpoint = Checkpoint.none(Membership.NONE);

    // What is durable.
    private final NavigableMap<Long, Vote> durableVotes = new TreeMap<>();
    private Ballot durablePromise = Ballot.NONE;
    private long durableCheckpoint;

    Journal(Disk disk, long member, Consumer<String> halt) {
        this.disk = disk;
        this.member = member;
        this.halt = halt;
    }

    Ballot durablePromise() {
        return durablePromise;
    }

    long durableCheckpoint() {
        return durableCheckpoint;
    }

    @Nullable
    Vote durableVote(long slot) {
        return durableVotes.get(slot);
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Reads everything, and writes it anew: what is read may not be durable. */
    Found recover(Recovered blank, Runnable ready) {
        disk.list().stream().filter(name -> name.startsWith("aside-")).toList().forEach(disk::delete);
        checkpoint = Checkpoint.none(blank.membership());
        state = blank.hardState();
        boolean isCheckpointLost = false;
        for (String name : names()) {
            String[] parts = name.split("-", -1);
            boolean standsAlone = parts[2].equals("s");
            ByteBuffer content = content(disk.open(name));
            number = Long.parseLong(parts[1]);
            state = hardState(parts[3]);
            if (standsAlone) {
                votes.clear();
                Checkpoint found = checkpoint(number, content, Integer.parseInt(parts[4]));
                isCheckpointLost = found == null;
                checkpoint = found == null ? checkpoint : found;
            }
            for (String vote : parts[5].isEmpty() ? new String[0] : parts[5].split(",", -1)) {
                Vote found = vote(number, vote, content);
                votes.put(found.slot(), found);
            }
        }
        Recovered recovered;
        if (isCheckpointLost) {
            checkpoint = Checkpoint.none(Membership.NONE);
            recovered = Recovered.forgetful(0, Membership.NONE);
        } else {
            votes.headMap(checkpoint.slot, true).clear();
            recovered = new Recovered(state, checkpoint.slot, checkpoint.membership, List.copyOf(votes.values()));
        }
        state = recovered.hardState();
        votes.clear();
        recovered.votes().forEach(vote -> votes.put(vote.slot(), vote));
        rewrite(ready);
        return new Found(recovered, checkpoint);
    }

    private List<String> names() {
        return disk.list().stream()
                .filter(name -> name.startsWith(member + "-"))
                .sorted((a, b) -> Long.compare(numberOf(a), numberOf(b)))
                .toList();
    }

    private static long numberOf(String name) {
        return Long.parseLong(name.split("-", -1)[1]);
    }

    /** Adds to what is held. */
    void append(Effect.Persist persist, Runnable done) {
        state = persist.hardState();
        List<Entry> entries = persist.entries();
        entries.forEach(entry -> votes.put(entry.slot(), entry));
        int length = 0;
        for (Entry entry : entries) {
            length += 8 + entry.payload().size();
        }
        long next = ++number;
        ByteBuffer content = ByteBuffer.allocate(length);
        entries.forEach(entry -> putRecord(next, content, entry.payload().buffer()));
        HardState persisted = state;
        write(new Write(name(next, "a", "", entries), content.flip(), false, () -> {
            durablePromise = persisted.promised();
            entries.forEach(entry -> durableVotes.put(entry.slot(), entry));
            done.run();
        }));
    }

    /** A checkpoint takes the place of what it covers. */
    void checkpoint(Checkpoint taken, Runnable done) {
        checkpoint = taken;
        votes.headMap(taken.slot, true).clear();
        rewrite(done);
    }

    private void rewrite(Runnable done) {
        List<Vote> all = List.copyOf(votes.values());
        ByteBuffer membership = checkpoint.membership.equals(Membership.NONE)
                ? ByteBuffer.allocate(0)
                : checkpoint.membership.toPayload().buffer();
        int checkpointBytes = CHECKPOINT_HEAD_BYTES + membership.remaining() + checkpoint.state.size();
        int length = 8 + checkpointBytes;
        for (Vote vote : all) {
            length += vote instanceof Entry entry ? 8 + entry.payload().size() : 0;
        }
        long next = ++number;
        ByteBuffer content = ByteBuffer.allocate(length);
        putRecord(
                next,
                content,
                ByteBuffer.allocate(checkpointBytes)
                        .putLong(checkpoint.slot)
                        .putInt(membership.remaining())
                        .put(membership)
                        .put(checkpoint.state.buffer())
                        .flip());
        for (Vote vote : all) {
            if (vote instanceof Entry entry) {
                putRecord(next, content, entry.payload().buffer());
            }
        }
        HardState persisted = state;
        long slot = checkpoint.slot;
        write(new Write(name(next, "s", Integer.toString(checkpointBytes), all), content.flip(), true, () -> {
            durablePromise = persisted.promised();
            durableCheckpoint = slot;
            all.forEach(vote -> durableVotes.put(vote.slot(), vote));
            done.run();
        }));
    }

    private String name(long next, String kind, String checkpointBytes, List<? extends Vote> held) {
        return member + "-" + next + "-" + kind + "-" + text(state) + "-" + checkpointBytes + "-"
                + held.stream().map(Journal::identity).collect(Collectors.joining(","));
    }

    // The disk, one write at a time.

    private void write(Write write) {
        queue.add(write);
        if (queue.size() == 1) {
            begin(write);
        }
    }

    private void begin(Write write) {
        String aside = "aside-" + write.name;
        DiskFile file = disk.create(aside);
        file.write(0, write.content);
        file.sync(outcome -> {
            haltUnlessDurable(outcome);
            disk.rename(aside, write.name);
            disk.sync(folder -> {
                haltUnlessDurable(folder);
                end(write);
            });
        });
    }

    private void end(Write write) {
        if (write.standsAlone) {
            long kept = numberOf(write.name);
            disk.list().stream()
                    .filter(name -> !name.startsWith(member + "-") ? !name.startsWith("id-") : numberOf(name) < kept)
                    .toList()
                    .forEach(disk::delete);
        }
        queue.remove();
        write.done.run();
        if (!queue.isEmpty()) {
            begin(queue.getFirst());
        }
    }

    private void haltUnlessDurable(SyncOutcome outcome) {
        if (outcome == SyncOutcome.FAILED) {
            halt.accept("a sync failed");
        }
    }

    // Records.

    private static ByteBuffer content(DiskFile file) {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        file.read(0, content);
        return content.flip();
    }

    private static void putRecord(long file, ByteBuffer into, ByteBuffer content) {
        into.putLong(checksum(file, content)).put(content);
    }

    /** The next record, null if it is not what was written. */
    private static @Nullable ByteBuffer record(long file, ByteBuffer from, int length) {
        if (from.remaining() < 8 + length) {
            from.position(from.limit());
            return null;
        }
        long checksum = from.getLong();
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return checksum(file, content) == checksum ? content : null;
    }

    /** Over the file's number, too: a sector of another file may stand here. */
    private static long checksum(long file, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(file).flip());
        crc.update(content.duplicate());
        return crc.getValue() << 32 | content.remaining();
    }

    private static String text(HardState state) {
        return state.promised() + "." + state.logBallot() + "." + state.opening() + "." + state.chosenThrough() + "."
                + (state.isForgetful() ? 1 : 0);
    }

    private static HardState hardState(String text) {
        long[] parts =
                Arrays.stream(text.split("\\.", -1)).mapToLong(Long::parseLong).toArray();
        return new HardState(
                new Ballot(parts[0], parts[1]), new Ballot(parts[2], parts[3]), parts[4], parts[5], parts[6] == 1);
    }

    private static @Nullable Checkpoint checkpoint(long file, ByteBuffer content, int length) {
        ByteBuffer bytes = record(file, content, length);
        if (bytes == null) {
            return null;
        }
        long slot = bytes.getLong();
        byte[] membership = new byte[bytes.getInt()];
        bytes.get(membership);
        byte[] state = new byte[bytes.remaining()];
        bytes.get(state);
        return new Checkpoint(
                slot,
                membership.length == 0 ? Membership.NONE : Membership.of(Payload.of(membership)),
                Payload.of(state));
    }

    private static String identity(Vote vote) {
        String place = vote.slot() + "." + vote.ballot() + ".";
        return switch (vote) {
            case Entry entry -> place + entry.kind() + "." + entry.payload().size();
            case Faulty _ -> place + "FAULTY.x";
        };
    }

    private static Vote vote(long file, String identity, ByteBuffer content) {
        String[] parts = identity.split("\\.", -1);
        long slot = Long.parseLong(parts[0]);
        Ballot ballot = new Ballot(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        ByteBuffer payload = parts[4].equals("x") ? null : record(file, content, Integer.parseInt(parts[4]));
        if (payload == null) {
            return new Faulty(slot, ballot);
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new Entry(slot, ballot, EntryKind.valueOf(parts[3]), Payload.of(bytes));
    }
}
