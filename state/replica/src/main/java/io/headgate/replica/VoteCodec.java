package io.headgate.replica;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.HardState;
import java.nio.ByteBuffer;

/** How ballots and the hard state of the consensus stand in the durable log. */
final class VoteCodec {
    /** Rounds that fit beside a member's id: with a thousand elections a second, 4,000 years of them. */
    static final long HIGHEST_ROUND = (1L << 47) - 1;

    private static final int MEMBER_BITS = 16;
    private static final byte FORMAT = 1;
    private static final int HARD_STATE_BYTES = 2 + 6 * Long.BYTES;

    private VoteCodec() {}

    /** A ballot as one number, ordered alike. */
    static long encode(Ballot ballot) {
        if (ballot.round() > HIGHEST_ROUND || ballot.member() > MemberIdentity.HIGHEST_MEMBER) {
            throw new IllegalArgumentException("ballot: " + ballot + " (expected: a round up to " + HIGHEST_ROUND
                    + " and a member up to " + MemberIdentity.HIGHEST_MEMBER + ")");
        }
        return ballot.round() << MEMBER_BITS | ballot.member();
    }

    static Ballot decodeBallot(long number) {
        return new Ballot(number >>> MEMBER_BITS, number & MemberIdentity.HIGHEST_MEMBER);
    }

    /** Format 1: format 1 byte · promised 16 · log's ballot 16 · opening 8 · chosen through 8 · forgetful 1. */
    static ByteBuffer encode(HardState state) {
        return ByteBuffer.allocate(HARD_STATE_BYTES)
                .put(FORMAT)
                .putLong(state.promised().round())
                .putLong(state.promised().member())
                .putLong(state.logBallot().round())
                .putLong(state.logBallot().member())
                .putLong(state.opening())
                .putLong(state.chosenThrough())
                .put((byte) (state.isForgetful() ? 1 : 0))
                .flip();
    }

    static HardState decodeHardState(ByteBuffer from) {
        if (from.remaining() != HARD_STATE_BYTES || from.get() != FORMAT) {
            throw new MalformedException("hard state of the consensus: " + from.remaining()
                    + " bytes left (expected: format " + FORMAT + " of " + HARD_STATE_BYTES + " bytes)");
        }
        return new HardState(
                new Ballot(from.getLong(), from.getLong()),
                new Ballot(from.getLong(), from.getLong()),
                from.getLong(),
                from.getLong(),
                from.get() != 0);
    }
}
