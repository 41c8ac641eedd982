package io.headgate.consensus;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who votes, who only learns, and what a quorum is. Immutable. Member ids are 1 or more, given in rising order and never
 * again: {@link #nextId} is free.
 *
 * <p>All sets of voters are judged once, when it is made; after that a set is a bit mask over the voters in the order of
 * their ids, and whether it is a quorum is one bit.
 */
public final class Membership {
    /** Judging all sets of voters takes 2 to this power steps, and a vote of more voters costs more than it is worth. */
    public static final int MOST_VOTERS = 11;

    /** Each learner costs the leader as much as a voter does. */
    public static final int MOST_LEARNERS = 32;

    /** Nobody: what a member knows that has not been told yet. */
    public static final Membership NONE =
            new Membership(Collections.emptySortedSet(), Collections.emptySortedSet(), QuorumSystem.majority(), 0);

    private final SortedSet<Long> voters;
    private final SortedSet<Long> learners;
    private final QuorumSystem quorums;
    private final long highestId;
    private final long[] voterIds;
    private final BitSet electing = new BitSet();
    private final BitSet deciding = new BitSet();

    private Membership(SortedSet<Long> voters, SortedSet<Long> learners, QuorumSystem quorums, long highestId) {
        this.voters = voters;
        this.learners = learners;
        this.quorums = quorums;
        this.highestId = highestId;
        voterIds = voters.stream().mapToLong(Long::longValue).toArray();
        quorums.check(voters);
        for (int mask = 1; mask < 1 << voterIds.length; mask++) {
            Set<Long> answered = setOf(mask);
            electing.set(mask, quorums.elects(answered, voters));
            deciding.set(mask, quorums.decides(answered, voters));
        }
    }

    /**
     * A membership of voters only.
     *
     * @throws IllegalArgumentException if there is no quorum, or if quorums do not meet
     */
    public static Membership of(Set<Long> voters, QuorumSystem quorums) {
        return of(
                voters,
                Set.of(),
                quorums,
                voters.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /**
     * A membership.
     *
     * @param highestId the highest id ever given to a member
     * @throws IllegalArgumentException if there is no quorum, or if quorums do not meet, or at a wrong id
     */
    public static Membership of(Set<Long> voters, Set<Long> learners, QuorumSystem quorums, long highestId) {
        SortedSet<Long> sortedVoters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        SortedSet<Long> sortedLearners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        if (voters.isEmpty() || voters.size() > MOST_VOTERS) {
            throw new IllegalArgumentException("voters: " + sortedVoters + " (expected: 1.." + MOST_VOTERS + ")");
        }
        if (learners.size() > MOST_LEARNERS || !Collections.disjoint(voters, learners)) {
            throw new IllegalArgumentException("learners: " + sortedLearners + " beside voters " + sortedVoters
                    + " (expected: up to " + MOST_LEARNERS + " that do not vote)");
        }
        for (Set<Long> ids : List.of(sortedVoters, sortedLearners)) {
            for (long id : ids) {
                if (id < 1 || id > highestId) {
                    throw new IllegalArgumentException("member: " + id + " (expected: 1.." + highestId + ")");
                }
            }
        }
        Membership membership = new Membership(sortedVoters, sortedLearners, quorums, highestId);
        membership.disjointQuorums(membership).ifPresent(quorumsApart -> {
            throw new IllegalArgumentException("quorums " + quorums + " of " + sortedVoters + ": " + quorumsApart
                    + " (expected: what elects meets what decides)");
        });
        int all = (1 << sortedVoters.size()) - 1;
        if (!membership.elects(all) || !membership.decides(all)) {
            throw new IllegalArgumentException(
                    "quorums " + quorums + " of " + sortedVoters + " (expected: all voters together are a quorum)");
        }
        return membership;
    }

    /** Who votes. */
    public SortedSet<Long> voters() {
        return voters;
    }

    /** Who gets the log and does not vote. */
    public SortedSet<Long> learners() {
        return learners;
    }

    /** Which sets of voters are large enough. */
    public QuorumSystem quorums() {
        return quorums;
    }

    /** The highest id ever given. */
    public long highestId() {
        return highestId;
    }

    /** The id for the next member that joins. */
    public long nextId() {
        return highestId + 1;
    }

    /** Whether this member votes. */
    public boolean isVoter(long member) {
        return voterIndex(member) >= 0;
    }

    /** Whether this member votes or learns. */
    public boolean contains(long member) {
        return isVoter(member) || learners.contains(member);
    }

    // What a leader proposes next. Each throws as `of` does.

    /** With one more learner, whose id is {@link #nextId} or more. */
    public Membership withLearner(long id) {
        Set<Long> more = new TreeSet<>(learners);
        more.add(id);
        return of(voters, more, quorums, Math.max(id, highestId));
    }

    /** With this learner as a voter. */
    public Membership withVoter(long learner, QuorumSystem changed) {
        Set<Long> more = new TreeSet<>(voters);
        more.add(learner);
        Set<Long> fewer = new TreeSet<>(learners);
        fewer.remove(learner);
        return of(more, fewer, changed, highestId);
    }

    /** Without this member. */
    public Membership without(long member, QuorumSystem changed) {
        Set<Long> fewerVoters = new TreeSet<>(voters);
        fewerVoters.remove(member);
        Set<Long> fewerLearners = new TreeSet<>(learners);
        fewerLearners.remove(member);
        return of(fewerVoters, fewerLearners, changed, highestId);
    }

    /** With the same members and other quorums. */
    public Membership withQuorums(QuorumSystem changed) {
        return of(voters, learners, changed, highestId);
    }

    /**
     * Why this membership must not come right after another one; empty if it may. It may if at most one member is of
     * another kind than before, no id comes back, a new voter was a learner, and whatever elects in one of the two has a
     * voter in common with whatever decides in the other.
     */
    public Optional<String> problemAfter(Membership before) {
        SortedSet<Long> changed = new TreeSet<>();
        for (long id = 1; id <= Math.max(highestId, before.highestId); id++) {
            if (isVoter(id) != before.isVoter(id) || learners.contains(id) != before.learners.contains(id)) {
                changed.add(id);
            }
        }
        if (changed.size() > 1) {
            return Optional.of("members " + changed + " change (expected: one at a time)");
        }
        for (long id : changed) {
            if (isVoter(id) && !before.learners.contains(id)) {
                return Optional.of("member " + id + " becomes a voter (expected: a learner first)");
            }
            if (learners.contains(id) && (before.contains(id) || id <= before.highestId)) {
                return Optional.of(
                        "member " + id + " joins (expected: " + before.nextId() + " or more, ids do not come back)");
            }
        }
        if (highestId < before.highestId) {
            return Optional.of("highest id " + highestId + " (expected: " + before.highestId + " or more)");
        }
        return disjointQuorums(before).or(() -> before.disjointQuorums(this));
    }

    /** A set that elects here and one that decides there and has no voter in common with it. */
    private Optional<String> disjointQuorums(Membership there) {
        for (int mask = electing.nextSetBit(0); mask >= 0; mask = electing.nextSetBit(mask + 1)) {
            int others = 0;
            for (int i = 0; i < there.voterIds.length; i++) {
                int here = voterIndex(there.voterIds[i]);
                if (here < 0 || (mask >> here & 1) == 0) {
                    others |= 1 << i;
                }
            }
            if (there.decides(others)) {
                return Optional.of(setOf(mask) + " elects and " + there.setOf(others) + " decides");
            }
        }
        return Optional.empty();
    }

    // Sets of voters as bit masks, bit i for the voter of the i-th lowest id.

    int voterCount() {
        return voterIds.length;
    }

    long voterAt(int index) {
        return voterIds[index];
    }

    /** The place of a voter, negative for who does not vote. */
    int voterIndex(long member) {
        return Arrays.binarySearch(voterIds, member);
    }

    /** The bit of a voter, 0 for who does not vote. */
    int bit(long member) {
        int index = voterIndex(member);
        return index < 0 ? 0 : 1 << index;
    }

    boolean elects(int mask) {
        return electing.get(mask);
    }

    boolean decides(int mask) {
        return deciding.get(mask);
    }

    /**
     * The highest value that a set of voters that decides has reached together.
     *
     * @param values one per voter, in the order of their ids
     */
    long decided(long[] values) {
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < voterIds.length; i++) {
            if (values[i] > highest && decides(atLeast(values, values[i]))) {
                highest = values[i];
            }
        }
        return highest;
    }

    private int atLeast(long[] values, long value) {
        int mask = 0;
        for (int i = 0; i < voterIds.length; i++) {
            mask |= values[i] >= value ? 1 << i : 0;
        }
        return mask;
    }

    private Set<Long> setOf(int mask) {
        Set<Long> members = new TreeSet<>();
        for (int i = 0; i < voterIds.length; i++) {
            if ((mask >> i & 1) == 1) {
                members.add(voterIds[i]);
            }
        }
        return members;
    }

    /** As an entry of kind {@link EntryKind#MEMBERSHIP} and a checkpoint carry it. */
    public Payload toPayload() {
        return MembershipCodec.encode(this);
    }

    /**
     * What {@link #toPayload} made.
     *
     * @throws IllegalArgumentException at anything else
     */
    public static Membership of(Payload payload) {
        return MembershipCodec.decode(payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Membership that
                && voters.equals(that.voters)
                && learners.equals(that.learners)
                && quorums.equals(that.quorums)
                && highestId == that.highestId;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(voterIds) * 31 + learners.hashCode();
    }

    @Override
    public String toString() {
        return "voters " + voters + (learners.isEmpty() ? "" : ", learners " + learners)
                + (quorums.equals(QuorumSystem.majority()) ? "" : ", " + quorums);
    }
}
