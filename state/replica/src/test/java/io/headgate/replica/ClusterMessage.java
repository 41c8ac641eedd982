package io.headgate.replica;

import io.headgate.store.Command;
import io.headgate.store.Operation;
import io.headgate.store.Response;

/** What goes through the simulated network: between members, and between clients and members. */
sealed interface ClusterMessage {
    /** Between members. */
    record Peer(PeerMessage message) implements ClusterMessage {}

    /** Of a client. */
    record Request(long id, Ask ask) implements ClusterMessage {}

    /** To a client. */
    record Answer(long id, Result result) implements ClusterMessage {}

    /** What a client asks of a member. */
    sealed interface Ask {
        /** The member's revision: a recent one, or one that contains all that was done before. */
        record Begin(boolean isStrict) implements Ask {}

        /** What the member has at a revision. */
        record Read(Operation.Range range) implements Ask {}

        /** What the cluster has. */
        record ReadLatest(Operation.Range range) implements Ask {}

        record Submit(Command command) implements Ask {}

        record Change(io.headgate.store.MembershipChange change) implements Ask {}

        record Transfer(long to) implements Ask {}
    }

    /** What a member says. */
    sealed interface Result {
        record Revision(long revision) implements Result {}

        record Got(long revision, Response response) implements Result {}

        record Changed() implements Result {}

        record Failed(boolean isDefinite, String why) implements Result {}
    }
}
