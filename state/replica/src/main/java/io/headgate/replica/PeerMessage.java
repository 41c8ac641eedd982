package io.headgate.replica;

import io.headgate.consensus.Message;
import io.headgate.consensus.Payload;
import io.headgate.store.ChangeRefused;
import io.headgate.store.MembershipChange;
import io.headgate.store.Unavailable;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What members say to one another. May be lost, arrive late, twice, or in another order; never changed. */
sealed interface PeerMessage {

    /** For the consensus. */
    record Consensus(Message message) implements PeerMessage {}

    /** Contents of a batch of the sender's, for the leader to propose. */
    record Forward(BatchName name, Payload contents) implements PeerMessage {}

    /** Something only the leader knows. Asked again until answered, so that it may be asked twice. */
    record Ask(long id, Question question) implements PeerMessage {}

    /** The answer to the question of that id. */
    record Tell(long id, Answer answer) implements PeerMessage {}

    /** To who was removed from the cluster, and may not know it: the only message that goes back on its own connection. */
    record Removed() implements PeerMessage {}

    /** Whom the sender has heard of directly. Goes directly only. */
    record Hears(Set<Long> members) implements PeerMessage {
        public Hears {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }

    /** A message to pass on, or passed on, where the link between two members is cut. */
    record Detour(long from, long to, PeerMessage message) implements PeerMessage {
        public Detour {
            if (message instanceof Detour) {
                throw new IllegalArgumentException("a detour within a detour");
            }
        }
    }

    /** What is asked of the leader. */
    sealed interface Question {
        /** How far must I have applied to read all that was done before now? */
        record ReadIndex() implements Question {}

        /** Renew this lease. */
        record KeepAlive(long lease) implements Question {}

        /** How long does this lease live? */
        record TimeToLive(long lease) implements Question {}

        /** Change who is a member. */
        record Change(MembershipChange change) implements Question {}

        /** Let this member lead. */
        record Transfer(long to) implements Question {}
    }

    /** What the leader says. */
    sealed interface Answer {
        /**
         * It is done.
         *
         * @param slot who has applied this slot sees it
         * @param value seconds for what was asked of a lease, otherwise 0
         */
        record Done(long slot, long value) implements Answer {}

        /** It could not be done, or nobody knows whether it was. */
        record Failed(Unavailable.Reason reason, boolean definite, String why) implements Answer {}

        /** It makes no sense now. */
        record Refused(ChangeRefused.Reason reason, String why) implements Answer {}
    }
}
