package io.headgate.replica;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.Entry;
import io.headgate.consensus.Faulty;
import io.headgate.consensus.Membership;
import io.headgate.consensus.Message;
import io.headgate.consensus.Payload;
import io.headgate.consensus.SnapshotPart;
import io.headgate.consensus.Vote;
import io.headgate.replica.PeerMessage.Answer;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.ChangeRefused;
import io.headgate.store.MembershipChange;
import io.headgate.store.Unavailable;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What members send, as bytes. A frame is its length (4, without itself) and what it says; all numbers are big-endian. The
 * first frame of a connection is a greeting: {@code HGP}, format (1 byte, 1), cluster, from, disk, to (8 each). Every other
 * frame begins with the kind of message (1); its fields follow in the order of its record, a ballot as round and member
 * (8 each), bytes and lists with their length before them (4), texts in UTF-8 (length 2).
 */
final class PeerCodec {
    /** The largest message carries one full batch of contents, or a part of a checkpoint, and a little besides. */
    static final int MOST_FRAME_BYTES = 24 << 20;

    private static final int MAGIC = 'H' << 24 | 'G' << 16 | 'P' << 8 | 1;
    /** Slot, ballot and kind. */
    private static final int LEAST_VOTE_BYTES = 3 * Long.BYTES + 1;

    private static final int GREETING_BYTES = Integer.BYTES + 4 * Long.BYTES;
    private static final int LONGEST_TEXT = 4_096;

    private static final byte PRE_VOTE = 1;
    private static final byte PRE_VOTE_ANSWER = 2;
    private static final byte PREPARE = 3;
    private static final byte PROMISE = 4;
    private static final byte REJECT = 5;
    private static final byte ACCEPT = 6;
    private static final byte VOTED = 7;
    private static final byte STAND_NOW = 8;
    private static final byte INSTALL = 9;
    private static final byte STORED = 10;
    private static final byte FETCH = 11;
    private static final byte LEARN = 12;
    private static final byte PART = 13;
    private static final byte FORWARD = 20;
    private static final byte ASK = 21;
    private static final byte TELL = 22;
    private static final byte HEARS = 23;
    private static final byte DETOUR = 24;
    private static final byte REMOVED = 25;

    private static final byte READ_INDEX = 1;
    private static final byte KEEP_ALIVE = 2;
    private static final byte TIME_TO_LIVE = 3;
    private static final byte TRANSFER = 4;
    private static final byte ADD = 5;
    private static final byte REMOVE = 6;
    private static final byte UPDATE = 7;
    private static final byte PROMOTE = 8;

    private static final byte DONE = 1;
    private static final byte FAILED = 2;
    private static final byte REFUSED = 3;

    private PeerCodec() {}

    static void encode(Greeting greeting, ByteBuf into) {
        into.writeInt(GREETING_BYTES).writeInt(MAGIC);
        into.writeLong(greeting.cluster())
                .writeLong(greeting.from())
                .writeLong(greeting.disk())
                .writeLong(greeting.to());
    }

    static Greeting decodeGreeting(ByteBuf frame) {
        if (frame.readableBytes() != GREETING_BYTES || frame.readInt() != MAGIC) {
            throw new MalformedException("a connection that does not begin as one between members");
        }
        return new Greeting(frame.readLong(), frame.readLong(), frame.readLong(), frame.readLong());
    }

    /** Writes a whole frame. */
    static void encode(PeerMessage message, ByteBuf into) {
        int start = into.writerIndex();
        into.writeInt(0);
        encodeContent(message, into);
        into.setInt(start, into.writerIndex() - start - Integer.BYTES);
    }

    private static void encodeContent(PeerMessage message, ByteBuf into) {
        switch (message) {
            case PeerMessage.Consensus(var inner) -> encode(inner, into);
            case PeerMessage.Forward(var name, var contents) -> {
                into.writeByte(FORWARD);
                into.writeLong(name.origin()).writeLong(name.incarnation()).writeLong(name.sequence());
                encode(contents, into);
            }
            case PeerMessage.Ask(var id, var question) -> {
                into.writeByte(ASK).writeLong(id);
                encode(question, into);
            }
            case PeerMessage.Tell(var id, var answer) -> {
                into.writeByte(TELL).writeLong(id);
                encode(answer, into);
            }
            case PeerMessage.Hears(var members) -> {
                into.writeByte(HEARS).writeInt(members.size());
                members.forEach(into::writeLong);
            }
            case PeerMessage.Removed() -> into.writeByte(REMOVED);
            case PeerMessage.Detour(var from, var to, var inner) -> {
                into.writeByte(DETOUR).writeLong(from).writeLong(to);
                encodeContent(inner, into);
            }
        }
    }

    private static void encode(Message message, ByteBuf into) {
        switch (message) {
            case Message.PreVote(var ballot, var from) -> {
                ballot(PRE_VOTE, ballot, into);
                into.writeLong(from);
            }
            case Message.PreVoteAnswer(var ballot, var isGranted, var promised, var chosenThrough) -> {
                ballot(PRE_VOTE_ANSWER, ballot, into);
                into.writeBoolean(isGranted);
                ballot(promised, into);
                into.writeLong(chosenThrough);
            }
            case Message.Prepare(var ballot, var from, var released) -> {
                ballot(PREPARE, ballot, into);
                into.writeLong(from);
                ballot(released, into);
            }
            case Message.Promise promise -> {
                ballot(PROMISE, promise.ballot(), into);
                into.writeLong(promise.from()).writeLong(promise.next()).writeLong(promise.last());
                ballot(promise.logBallot(), into);
                into.writeLong(promise.opening()).writeLong(promise.chosenThrough());
                into.writeInt(promise.votes().size());
                promise.votes().forEach(vote -> encode(vote, into));
            }
            case Message.Reject(var ballot, var promised) -> {
                ballot(REJECT, ballot, into);
                ballot(promised, into);
            }
            case Message.Accept accept -> {
                ballot(ACCEPT, accept.ballot(), into);
                into.writeLong(accept.opening()).writeLong(accept.chosenThrough());
                into.writeLong(accept.round()).writeLong(accept.first());
                into.writeInt(accept.entries().size());
                for (Entry entry : accept.entries()) {
                    into.writeByte(EntryKinds.encode(entry.kind()));
                    encode(entry.payload(), into);
                }
            }
            case Message.Voted voted -> {
                ballot(VOTED, voted.ballot(), into);
                into.writeLong(voted.through()).writeLong(voted.wanted()).writeLong(voted.round());
                into.writeBoolean(voted.counts());
            }
            case Message.StandNow(var ballot) -> ballot(STAND_NOW, ballot, into);
            case Message.Install(var ballot, var opening, var part) -> {
                ballot(INSTALL, ballot, into);
                into.writeLong(opening);
                encode(part, into);
            }
            case Message.Stored(var ballot, var slot, var end) -> {
                ballot(STORED, ballot, into);
                into.writeLong(slot).writeLong(end);
            }
            case Message.Fetch(var ballot, var from, var snapshotSlot, var offset) -> {
                ballot(FETCH, ballot, into);
                into.writeLong(from).writeLong(snapshotSlot).writeLong(offset);
            }
            case Message.Learn(var ballot, var entries, var chosenThrough) -> {
                ballot(LEARN, ballot, into);
                into.writeLong(chosenThrough).writeInt(entries.size());
                entries.forEach(entry -> encode(entry, into));
            }
            case Message.Part(var ballot, var part) -> {
                ballot(PART, ballot, into);
                encode(part, into);
            }
        }
    }

    private static void encode(SnapshotPart part, ByteBuf into) {
        into.writeLong(part.slot());
        encode(part.membership().toPayload(), into);
        into.writeLong(part.offset()).writeBoolean(part.isLast());
        encode(part.bytes(), into);
    }

    private static void encode(Vote vote, ByteBuf into) {
        into.writeLong(vote.slot());
        ballot(vote.ballot(), into);
        switch (vote) {
            case Entry entry -> {
                into.writeByte(EntryKinds.encode(entry.kind()));
                encode(entry.payload(), into);
            }
            case Faulty _ -> into.writeByte(-1);
        }
    }

    private static void encode(Question question, ByteBuf into) {
        switch (question) {
            case Question.ReadIndex() -> into.writeByte(READ_INDEX);
            case Question.KeepAlive(var lease) -> into.writeByte(KEEP_ALIVE).writeLong(lease);
            case Question.TimeToLive(var lease) -> into.writeByte(TIME_TO_LIVE).writeLong(lease);
            case Question.Transfer(var to) -> into.writeByte(TRANSFER).writeLong(to);
            case Question.Change(MembershipChange.Add(var peerUrls, var learner)) -> {
                into.writeByte(ADD).writeBoolean(learner);
                encode(peerUrls, into);
            }
            case Question.Change(MembershipChange.Remove(var member)) ->
                into.writeByte(REMOVE).writeLong(member);
            case Question.Change(MembershipChange.Update(var member, var peerUrls)) -> {
                into.writeByte(UPDATE).writeLong(member);
                encode(peerUrls, into);
            }
            case Question.Change(MembershipChange.Promote(var member)) ->
                into.writeByte(PROMOTE).writeLong(member);
        }
    }

    private static void encode(Answer answer, ByteBuf into) {
        switch (answer) {
            case Answer.Done(var slot, var value) ->
                into.writeByte(DONE).writeLong(slot).writeLong(value);
            case Answer.Failed(var reason, var definite, var why) -> {
                into.writeByte(FAILED).writeBoolean(definite);
                encode(reason.name(), into);
                encode(why, into);
            }
            case Answer.Refused(var reason, var why) -> {
                into.writeByte(REFUSED);
                encode(reason.name(), into);
                encode(why, into);
            }
        }
    }

    private static void ballot(byte kind, Ballot ballot, ByteBuf into) {
        into.writeByte(kind);
        ballot(ballot, into);
    }

    private static void ballot(Ballot ballot, ByteBuf into) {
        into.writeLong(ballot.round()).writeLong(ballot.member());
    }

    private static void encode(Payload payload, ByteBuf into) {
        into.writeInt(payload.size()).writeBytes(payload.buffer());
    }

    private static void encode(String text, ByteBuf into) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_TEXT);
        into.writeShort(length).writeBytes(bytes, 0, length);
    }

    private static void encode(List<String> texts, ByteBuf into) {
        into.writeShort(texts.size());
        texts.forEach(text -> encode(text, into));
    }

    /**
     * What a frame says, which is here without its length.
     *
     * @throws MalformedException if it says nothing; nothing larger than the frame was allocated
     */
    static PeerMessage decode(ByteBuf frame) {
        try {
            PeerMessage message = message(frame);
            if (frame.isReadable()) {
                throw new MalformedException("a message with " + frame.readableBytes() + " bytes too many");
            }
            return message;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new MalformedException("message of a member: " + e);
        }
    }

    private static PeerMessage message(ByteBuf frame) {
        byte kind = frame.readByte();
        return switch (kind) {
            case FORWARD -> {
                BatchName name = new BatchName(frame.readLong(), frame.readLong(), frame.readLong());
                yield new PeerMessage.Forward(name, payload(frame));
            }
            case ASK -> new PeerMessage.Ask(frame.readLong(), question(frame));
            case TELL -> new PeerMessage.Tell(frame.readLong(), answer(frame));
            case HEARS -> {
                Set<Long> members = new TreeSet<>();
                for (int left = count(frame, Long.BYTES); left > 0; left--) {
                    members.add(frame.readLong());
                }
                yield new PeerMessage.Hears(members);
            }
            case REMOVED -> new PeerMessage.Removed();
            case DETOUR -> {
                long from = frame.readLong();
                long to = frame.readLong();
                if (frame.getByte(frame.readerIndex()) == DETOUR) {
                    throw new MalformedException("a detour within a detour");
                }
                yield new PeerMessage.Detour(from, to, message(frame));
            }
            default -> new PeerMessage.Consensus(consensus(kind, frame));
        };
    }

    private static Message consensus(byte kind, ByteBuf frame) {
        Ballot ballot = ballot(frame);
        return switch (kind) {
            case PRE_VOTE -> new Message.PreVote(ballot, frame.readLong());
            case PRE_VOTE_ANSWER ->
                new Message.PreVoteAnswer(ballot, frame.readBoolean(), ballot(frame), frame.readLong());
            case PREPARE -> new Message.Prepare(ballot, frame.readLong(), ballot(frame));
            case PROMISE -> {
                long from = frame.readLong();
                long next = frame.readLong();
                long last = frame.readLong();
                Ballot logBallot = ballot(frame);
                long opening = frame.readLong();
                long chosenThrough = frame.readLong();
                int count = count(frame, LEAST_VOTE_BYTES);
                List<Vote> votes = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    votes.add(vote(frame));
                }
                yield new Message.Promise(ballot, from, next, last, logBallot, opening, chosenThrough, votes);
            }
            case REJECT -> new Message.Reject(ballot, ballot(frame));
            case ACCEPT -> {
                long opening = frame.readLong();
                long chosenThrough = frame.readLong();
                long round = frame.readLong();
                long first = frame.readLong();
                int count = count(frame, /* leastBytes= */ 5);
                List<Entry> entries = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    entries.add(new Entry(first + i, ballot, EntryKinds.decode(frame.readByte()), payload(frame)));
                }
                yield new Message.Accept(ballot, opening, chosenThrough, round, first, entries);
            }
            case VOTED ->
                new Message.Voted(ballot, frame.readLong(), frame.readLong(), frame.readLong(), frame.readBoolean());
            case STAND_NOW -> new Message.StandNow(ballot);
            case INSTALL -> new Message.Install(ballot, frame.readLong(), part(frame));
            case STORED -> new Message.Stored(ballot, frame.readLong(), frame.readLong());
            case FETCH -> new Message.Fetch(ballot, frame.readLong(), frame.readLong(), frame.readLong());
            case LEARN -> {
                long chosenThrough = frame.readLong();
                int count = count(frame, LEAST_VOTE_BYTES);
                List<Entry> entries = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    if (!(vote(frame) instanceof Entry entry)) {
                        throw new MalformedException("a chosen entry that cannot be read");
                    }
                    entries.add(entry);
                }
                yield new Message.Learn(ballot, entries, chosenThrough);
            }
            case PART -> new Message.Part(ballot, part(frame));
            default -> throw new MalformedException("kind of a message: " + kind);
        };
    }

    private static SnapshotPart part(ByteBuf frame) {
        long slot = frame.readLong();
        Membership membership = Membership.of(payload(frame));
        long offset = frame.readLong();
        boolean isLast = frame.readBoolean();
        return new SnapshotPart(slot, membership, offset, payload(frame), isLast);
    }

    private static Vote vote(ByteBuf frame) {
        long slot = frame.readLong();
        Ballot ballot = ballot(frame);
        byte kind = frame.readByte();
        return kind == -1 ? new Faulty(slot, ballot) : new Entry(slot, ballot, EntryKinds.decode(kind), payload(frame));
    }

    private static Question question(ByteBuf frame) {
        byte kind = frame.readByte();
        return switch (kind) {
            case READ_INDEX -> new Question.ReadIndex();
            case KEEP_ALIVE -> new Question.KeepAlive(frame.readLong());
            case TIME_TO_LIVE -> new Question.TimeToLive(frame.readLong());
            case TRANSFER -> new Question.Transfer(frame.readLong());
            case ADD -> {
                boolean learner = frame.readBoolean();
                yield new Question.Change(new MembershipChange.Add(texts(frame), learner));
            }
            case REMOVE -> new Question.Change(new MembershipChange.Remove(frame.readLong()));
            case UPDATE -> new Question.Change(new MembershipChange.Update(frame.readLong(), texts(frame)));
            case PROMOTE -> new Question.Change(new MembershipChange.Promote(frame.readLong()));
            default -> throw new MalformedException("kind of a question: " + kind);
        };
    }

    private static Answer answer(ByteBuf frame) {
        byte kind = frame.readByte();
        return switch (kind) {
            case DONE -> new Answer.Done(frame.readLong(), frame.readLong());
            case FAILED -> {
                boolean definite = frame.readBoolean();
                yield new Answer.Failed(Unavailable.Reason.valueOf(text(frame)), definite, text(frame));
            }
            case REFUSED -> new Answer.Refused(ChangeRefused.Reason.valueOf(text(frame)), text(frame));
            default -> throw new MalformedException("kind of an answer: " + kind);
        };
    }

    private static Ballot ballot(ByteBuf frame) {
        return new Ballot(frame.readLong(), frame.readLong());
    }

    private static Payload payload(ByteBuf frame) {
        byte[] bytes = new byte[count(frame, /* leastBytes= */ 1)];
        frame.readBytes(bytes);
        return Payload.of(bytes);
    }

    /** A count of things of which each takes so many bytes at least: all of them have to be in the frame. */
    private static int count(ByteBuf frame, int leastBytes) {
        int count = frame.readInt();
        if (count < 0 || count > frame.readableBytes() / leastBytes) {
            throw new MalformedException("a count of " + count + " in " + frame.readableBytes() + " bytes");
        }
        return count;
    }

    private static String text(ByteBuf frame) {
        int length = frame.readUnsignedShort();
        if (length > frame.readableBytes()) {
            throw new MalformedException("a text of " + length + " in " + frame.readableBytes() + " bytes");
        }
        return frame.readString(length, StandardCharsets.UTF_8);
    }

    private static List<String> texts(ByteBuf frame) {
        int count = frame.readUnsignedShort();
        if (count > frame.readableBytes() / Short.BYTES) {
            throw new MalformedException(count + " texts in " + frame.readableBytes() + " bytes");
        }
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(frame));
        }
        return texts;
    }
}
