package io.headgate.replica;

import static io.headgate.property.Generators.binary;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.Entry;
import io.headgate.consensus.EntryKind;
import io.headgate.consensus.Faulty;
import io.headgate.consensus.Membership;
import io.headgate.consensus.Message;
import io.headgate.consensus.Payload;
import io.headgate.consensus.QuorumSystem;
import io.headgate.consensus.SnapshotPart;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.replica.PeerMessage.Answer;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.ChangeRefused;
import io.headgate.store.MembershipChange;
import io.headgate.store.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What members send, as bytes and back. */
final class PeerCodecTest {
    private static final Ballot BALLOT = new Ballot(7, 2);
    private static final Payload BYTES = Payload.of(new byte[] {1, 2, 3});
    private static final Entry ENTRY = new Entry(5, BALLOT, EntryKind.COMMANDS, BYTES);
    private static final SnapshotPart PART =
            new SnapshotPart(9, Membership.of(Set.of(1L, 2L, 3L), QuorumSystem.majority()), 4, BYTES, true);

    /** One of each kind, with values that differ from field to field. */
    private static final List<PeerMessage> SAMPLES = List.of(
            consensus(new Message.PreVote(BALLOT, 3)),
            consensus(new Message.PreVoteAnswer(BALLOT, true, new Ballot(8, 1), 11)),
            consensus(new Message.Prepare(BALLOT, 3, new Ballot(6, 1))),
            consensus(new Message.Promise(
                    BALLOT, 3, 6, 9, new Ballot(4, 3), 2, 1, List.of(ENTRY, new Faulty(6, new Ballot(5, 1))))),
            consensus(new Message.Reject(BALLOT, new Ballot(9, 3))),
            consensus(new Message.Accept(BALLOT, 2, 4, 17, 5, List.of(ENTRY))),
            consensus(new Message.Voted(BALLOT, 5, 3, 17, true)),
            consensus(new Message.StandNow(BALLOT)),
            consensus(new Message.Install(BALLOT, 2, PART)),
            consensus(new Message.Stored(BALLOT, 9, 7)),
            consensus(new Message.Fetch(BALLOT, 4, 9, 2)),
            consensus(new Message.Learn(BALLOT, List.of(ENTRY), 8)),
            consensus(new Message.Part(BALLOT, PART)),
            new PeerMessage.Forward(new BatchName(1, 2, 3), BYTES),
            new PeerMessage.Ask(4, new Question.ReadIndex()),
            new PeerMessage.Ask(4, new Question.KeepAlive(-5)),
            new PeerMessage.Ask(4, new Question.TimeToLive(6)),
            new PeerMessage.Ask(4, new Question.Transfer(3)),
            new PeerMessage.Ask(
                    4, new Question.Change(new MembershipChange.Add(List.of("http://a:1", "http://b:2"), true))),
            new PeerMessage.Ask(4, new Question.Change(new MembershipChange.Remove(3))),
            new PeerMessage.Ask(4, new Question.Change(new MembershipChange.Update(3, List.of("http://ä:1")))),
            new PeerMessage.Ask(4, new Question.Change(new MembershipChange.Promote(3))),
            new PeerMessage.Tell(4, new Answer.Done(8, -1)),
            new PeerMessage.Tell(4, new Answer.Failed(Unavailable.Reason.OVERLOADED, true, "too much")),
            new PeerMessage.Tell(4, new Answer.Refused(ChangeRefused.Reason.NOT_CAUGHT_UP, "not yet")),
            new PeerMessage.Hears(Set.of(1L, 3L)),
            new PeerMessage.Removed(),
            new PeerMessage.Detour(1, 3, consensus(new Message.StandNow(BALLOT))));

    private static PeerMessage consensus(Message message) {
        return new PeerMessage.Consensus(message);
    }

    @Test
    void everyMessageComesBackAsItWasSent() {
        for (PeerMessage message : SAMPLES) {
            assertThat(PeerCodec.decode(encoded(message))).isEqualTo(message);
        }
    }

    @Test
    void aMessageThatWasCutOrGrewIsNone() {
        for (PeerMessage message : SAMPLES) {
            ByteBuf whole = encoded(message);
            for (int length = 0; length < whole.readableBytes(); length++) {
                ByteBuf cut = whole.slice(whole.readerIndex(), length);
                assertThatThrownBy(() -> PeerCodec.decode(cut))
                        .as("%s cut to %d", message, length)
                        .isInstanceOf(MalformedException.class);
            }
            ByteBuf grown = Unpooled.wrappedBuffer(whole.slice(), Unpooled.wrappedBuffer(new byte[1]));
            assertThatThrownBy(() -> PeerCodec.decode(grown)).isInstanceOf(MalformedException.class);
        }
    }

    @HegelTest(testCases = 500)
    void aStrangersBytesAreAMessageOrMalformed(TestCase tc) {
        ByteBuf bytes = encoded(SAMPLES.get(tc.draw(integers(0, SAMPLES.size() - 1))));
        for (int index : tc.draw(sets(integers(0, bytes.readableBytes() - 1)).maxSize(3))) {
            bytes.setByte(bytes.readerIndex() + index, tc.draw(integers(0, 255)));
        }
        ByteBuf frame = Unpooled.wrappedBuffer(bytes, Unpooled.wrappedBuffer(tc.draw(binary().maxSize(4))));
        try {
            PeerMessage decoded = PeerCodec.decode(frame.duplicate());
            assertThat(PeerCodec.decode(encoded(decoded))).isEqualTo(decoded);
        } catch (MalformedException _) {
            // Said so.
        }
    }

    @HegelTest
    void aGreetingIsHeardByWhoIsMeantAndKnowsTheDisk(TestCase tc) {
        Greeting own = new Greeting(7, 2, 20, 0);
        Greeting other =
                new Greeting(tc.draw(longs(6, 7)), tc.draw(longs(0, 3)), tc.draw(longs(9, 10)), tc.draw(longs(1, 2)));
        long knownDisk = tc.draw(longs(0, 1)) * 10;
        ByteBuf frame = Unpooled.buffer();
        PeerCodec.encode(other, frame);
        frame.skipBytes(Integer.BYTES);
        Greeting heard = PeerCodec.decodeGreeting(frame);
        assertThat(heard).isEqualTo(other);
        boolean isWelcome = other.cluster() == 7
                && other.to() == 2
                && other.from() != 0
                && other.from() != 2
                && (knownDisk == 0 || other.disk() == knownDisk);
        assertThat(own.refuses(heard, knownDisk).isEmpty()).isEqualTo(isWelcome);
    }

    private static ByteBuf encoded(PeerMessage message) {
        ByteBuf frame = Unpooled.buffer();
        PeerCodec.encode(message, frame);
        assertThat(frame.readInt()).isEqualTo(frame.readableBytes());
        return frame;
    }
}
