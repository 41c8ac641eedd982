package io.headgate.replica;

import io.headgate.store.Command;
import io.headgate.store.Event;
import io.headgate.store.KeyRange;
import io.headgate.store.MemberInfo;
import io.headgate.store.MembershipChange;
import io.headgate.store.Operation;
import io.headgate.store.Response;
import java.util.List;

/** What goes through the simulated network: between members, and between clients and members. */
sealed interface ClusterMessage {
    /** Between members: a connection knows whose it is at either end, and with which disk at the sender's. */
    record Peer(long from, long disk, long to, PeerMessage message) implements ClusterMessage {}

    /** Of a client. */
    record Request(long id, Ask ask) implements ClusterMessage {}

    /** To a client. */
    record Answer(long id, Result result) implements ClusterMessage {}

    /** Of whoever runs the machines: be the member that you are meant to be now. */
    record Provision() implements ClusterMessage {}

    /** What a client asks of a member. */
    sealed interface Ask {
        /** The member's revision: a recent one, or one that contains all that was done before. */
        record Begin(boolean isStrict) implements Ask {}

        /** What the member has at a revision. */
        record Read(Operation.Range range) implements Ask {}

        /** What the cluster has. */
        record ReadLatest(Operation.Range range) implements Ask {}

        record Submit(Command command) implements Ask {}

        record KeepAlive(long lease) implements Ask {}

        /** The next events of a range, once there are some. */
        record Follow(KeyRange range, long fromRevision) implements Ask {}

        record Members() implements Ask {}

        record Change(MembershipChange change) implements Ask {}

        record Transfer(long to) implements Ask {}
    }

    /** What a member says. */
    sealed interface Result {
        record Revision(long revision) implements Result {}

        record Got(long revision, Response response) implements Result {}

        /** Of a lease; 0 if it is gone. */
        record TimeToLive(long seconds) implements Result {}

        /** All events of {@code from..through}. */
        record Followed(long from, long through, List<Event> events) implements Result {}

        record Compacted(long compactedRevision) implements Result {}

        record Members(List<MemberInfo> members) implements Result {}

        record Changed() implements Result {}

        record Failed(boolean isDefinite, String why) implements Result {}
    }
}
