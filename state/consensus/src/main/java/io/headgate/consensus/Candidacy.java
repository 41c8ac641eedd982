package io.headgate.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1 of a ballot: what members have promised and told so far, and what follows from it. Confined to its machine.
 *
 * <p>Source: L. Lamport, "Paxos Made Simple", sections 2.2 and 3; faulty entries after R. Alagappan et al.,
 * "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018.
 *
 * <p>In each slot the vote of the highest ballot is taken over, with three additions.
 * <ul>
 *   <li>What a member knows to be chosen outranks every vote.
 *   <li>Votes from the opening of a ballot on that are of lower ballots are dead once somebody has taken that ballot's
 *       log over: its leader had asked a quorum and was told nothing there. Were they taken over nevertheless, a change
 *       of membership could come back that nobody goes by any more.
 *   <li>A faulty vote may be of what was chosen. It does no harm if the entry is told by somebody else at that ballot or
 *       a higher one. Otherwise its member counts as if it had not answered, so that the slot is free only if a quorum
 *       says so that can read all it holds.
 * </ul>
 * The promises must be a quorum of the last membership in the log that results, see proof/specs/spec/Reconfig.tla.
 *
 * <p>Example: of members 1, 2 and 3, member 1 tells {@code 7@4.1 x} and member 2 that {@code 7@5.2} is faulty. They are a
 * majority, but x may have been replaced in ballot 5.2. When member 3 says that it has no vote in slot 7, or one of a
 * lower ballot, 5.2 has not chosen there, since 1 and 3 did not vote for it; x is taken over.
 */
final class Candidacy {
    /** Stands for a vote that is known to be of what was chosen. */
    private static final Ballot CHOSEN = new Ballot(Long.MAX_VALUE, Long.MAX_VALUE);

    /** What one member has told. */
    private static final class Report {
        /** The slot from which on it has told nothing yet. */
        long next;

        /** Whether it has told everything. */
        boolean isDone;

        final List<Faulty> faulty = new ArrayList<>();

        Report(long from) {
            next = from;
        }
    }

    private final Ballot ballot;
    private final long from;
    private final Ballot released;
    private final Membership known;

    private final Map<Long, Report> reports = new TreeMap<>();
    private final NavigableMap<Long, Entry> best = new TreeMap<>();

    /** The highest that was told, and its opening. */
    private Ballot logBallot = Ballot.NONE;

    private long opening;

    /**
     * Nothing told so far.
     *
     * @param from up to here the candidate knows what is chosen
     * @param released see {@link Message.Prepare}
     * @param known the membership before that slot
     */
    Candidacy(Ballot ballot, long from, Ballot released, Membership known) {
        this.ballot = ballot;
        this.from = from;
        this.released = released;
        this.known = known;
    }

    Ballot ballot() {
        return ballot;
    }

    /** What to ask a member next, null if it has told everything. */
    Message.@Nullable Prepare question(long member) {
        Report report = reports.get(member);
        if (report == null) {
            return new Message.Prepare(ballot, from, released);
        }
        return report.isDone ? null : new Message.Prepare(ballot, report.next, released);
    }

    /**
     * Takes what a member has told.
     *
     * @return whether it is news
     */
    boolean add(long member, Message.Promise promise) {
        Report report = reports.computeIfAbsent(member, _ -> new Report(from));
        if (report.isDone || promise.from() != report.next) {
            return false;
        }
        for (Vote vote : promise.votes()) {
            switch (vote) {
                case Entry entry -> offer(vote.slot() <= promise.chosenThrough() ? entry.at(CHOSEN) : entry);
                case Faulty faulty -> report.faulty.add(faulty);
            }
        }
        if (promise.logBallot().isAbove(logBallot)) {
            logBallot = promise.logBallot();
            opening = promise.opening();
        }
        report.next = promise.next();
        report.isDone = promise.next() > promise.last();
        return true;
    }

    private void offer(Entry entry) {
        Entry other = best.get(entry.slot());
        if (other == null || entry.ballot().isAbove(other.ballot())) {
            best.put(entry.slot(), entry);
        }
    }

    /** Whom to ask: the voters before and after what was told. */
    SortedSet<Long> asked() {
        SortedSet<Long> members = new TreeSet<>(known.voters());
        members.addAll(latest().voters());
        return members;
    }

    /** Whether there are enough promises to lead. */
    boolean isWon() {
        Membership latest = latest();
        int promised = 0;
        for (Map.Entry<Long, Report> report : reports.entrySet()) {
            if (report.getValue().isDone && report.getValue().faulty.stream().allMatch(this::isHarmless)) {
                promised |= latest.bit(report.getKey());
            }
        }
        return latest.elects(promised);
    }

    /** The log from the first slot asked for on, at the new ballot: what was told, with nothing in the holes. */
    List<Entry> takeover() {
        List<Entry> entries = new ArrayList<>();
        long slot = from;
        for (Entry entry : best.values()) {
            if (isLive(entry)) {
                for (; slot < entry.slot(); slot++) {
                    entries.add(Entry.noop(slot, ballot));
                }
                entries.add(entry.at(ballot));
                slot++;
            }
        }
        return entries;
    }

    private Membership latest() {
        for (Entry entry : best.descendingMap().values()) {
            if (entry.kind() == EntryKind.MEMBERSHIP && isLive(entry)) {
                return Membership.of(entry.payload());
            }
        }
        return known;
    }

    private boolean isHarmless(Faulty faulty) {
        Entry told = best.get(faulty.slot());
        return !isLive(faulty) || (told != null && !faulty.ballot().isAbove(told.ballot()));
    }

    private boolean isLive(Vote vote) {
        return vote.slot() < opening || !logBallot.isAbove(vote.ballot());
    }
}
