package io.headgate.consensus;

/**
 * What a member must remember besides its votes.
 *
 * @param promised it votes in no ballot below this one
 * @param logBallot the highest ballot whose leader's log this member took over up to that leader's opening entry
 * @param opening the slot of that opening entry, 0 if there was none; every vote from there on in a ballot below
 *     {@code logBallot} is dead: it was not chosen and never will be
 * @param chosenThrough everything up to this slot is chosen; a hint, there may be more
 * @param isForgetful whether the member once lost this state: see {@link Recovered#forgetful}
 */
public record HardState(Ballot promised, Ballot logBallot, long opening, long chosenThrough, boolean isForgetful) {
    /** Of a member that has never promised anything. */
    public static final HardState INITIAL = new HardState(Ballot.NONE, Ballot.NONE, 0, 0, false);

    public HardState {
        if (logBallot.isAbove(promised) || opening < 0 || chosenThrough < 0) {
            throw new IllegalArgumentException("promised " + promised + ", log ballot " + logBallot + ", opening "
                    + opening + ", chosen through " + chosenThrough
                    + " (expected: the log's ballot is promised, nothing is negative)");
        }
    }
}
