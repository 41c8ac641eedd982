package io.headgate.replica;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which way messages go to a member: directly, or by one other member where the link between the two is cut.
 *
 * <p>A leader that a majority hears leads on, however many links are cut besides; who cannot hear it can neither follow
 * nor, since the others are loyal, be elected. Where
 * more links are cut there may be no leader for ever (Ng, Haridi and Carbone, "Omni-Paxos", EuroSys 2023, section 2). Passing messages on makes such a network whole
 * again for all that stands on it, at the cost of a hop, as long as there is a way of two links.
 *
 * <p>Every member tells all others, directly, whom it has heard of directly within {@link #silenceNanos}. A message to who
 * was not heard goes by the lowest member that was heard and that hears the target. Who gets a message by another learns
 * that its own way to the sender may be cut in that direction only, and answers by another, too.
 *
 * <p>Sans-I/O; confined to the replica's thread.
 */
final class Routes {
    private final long silenceNanos;

    /** When each member was last heard of directly. */
    private final Map<Long, Long> heardNanos = new TreeMap<>();

    /** Whom each member said to hear. Has a meaning while that member itself is heard. */
    private final Map<Long, Set<Long>> hearing = new TreeMap<>();

    /** When each member last sent a message by another. */
    private final Map<Long, Long> detouredNanos = new TreeMap<>();

    /**
     * Nobody was heard of yet.
     *
     * @param silenceNanos who is not heard for so long is not reached directly
     */
    Routes(long silenceNanos) {
        this.silenceNanos = silenceNanos;
    }

    /** A message came directly. */
    void heard(long from, long nowNanos) {
        heardNanos.put(from, nowNanos);
    }

    /** A member said whom it hears. */
    void hears(long from, Set<Long> others) {
        hearing.put(from, others);
    }

    /** A message came by another member. */
    void detoured(long from, long nowNanos) {
        detouredNanos.put(from, nowNanos);
    }

    /** Whom this member has heard directly of late. */
    Set<Long> heard(long nowNanos) {
        Set<Long> heard = new TreeSet<>();
        heardNanos.forEach((member, at) -> {
            if (nowNanos - at <= silenceNanos) {
                heard.add(member);
            }
        });
        return heard;
    }

    /** By whom to send to a member; empty for directly, also if nobody would do. */
    Optional<Long> detour(long to, long nowNanos) {
        if (isRecent(heardNanos, to, nowNanos) && !isRecent(detouredNanos, to, nowNanos)) {
            return Optional.empty();
        }
        return hearing.keySet().stream()
                .filter(by -> by != to && isRecent(heardNanos, by, nowNanos))
                .filter(by -> hearing.getOrDefault(by, Set.of()).contains(to))
                .findFirst();
    }

    private boolean isRecent(Map<Long, Long> times, long member, long nowNanos) {
        Long at = times.get(member);
        return at != null && nowNanos - at <= silenceNanos;
    }

    /** Forgets all but these members. */
    void keepOnly(Set<Long> members) {
        heardNanos.keySet().retainAll(members);
        hearing.keySet().retainAll(members);
        detouredNanos.keySet().retainAll(members);
    }
}
