package io.headgate.etcd;

import io.headgate.store.Event;
import io.headgate.store.Keyspace;
import io.headgate.store.Watch;
import io.headgate.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One watch of a client, and how its events become answers. Confined to its stream's event loop. */
final class ClientWatch {
    /** What there is to send. */
    sealed interface Next {
        /**
         * Events.
         *
         * @param revision of the answer's header: every event before it has been given
         * @param fragment whether this is not the end of the last event's revision, and the client asked to be told so
         * @param more whether to ask again at once; otherwise the watch signals
         */
        record Events(List<KvProto.Event> events, long revision, boolean fragment, boolean more) implements Next {}

        record Compacted(long revision) implements Next {}
    }

    private final long id;
    private final boolean fragments;
    private final boolean progress;
    private final Watch watch;

    /** Whether it stands in its stream's queue. The stream's. */
    boolean due;

    private boolean closed;
    private boolean eventsSinceTick;
    private boolean progressDue;

    /**
     * @param fragments whether the client takes a revision in parts
     * @param progress whether it is told how far the watch is when there are no events
     * @param signal called by the applying thread when a watch that had nothing has something
     */
    ClientWatch(
            long id,
            Keyspace keyspace,
            WatchRequest request,
            boolean fragments,
            boolean progress,
            Consumer<ClientWatch> signal) {
        this.id = id;
        this.fragments = fragments;
        this.progress = progress;
        this.watch = keyspace.watch(request, () -> signal.accept(this));
    }

    long id() {
        return id;
    }

    /**
     * The next answer. A revision is whole unless the client takes fragments, or it is larger than
     * {@link Limits#ANSWER_BYTES}.
     */
    Next next() {
        List<KvProto.Event> events = new ArrayList<>();
        long bytes = 0;
        while (true) {
            switch (watch.poll(Limits.EVENTS_PER_ANSWER, Limits.FRAGMENT_BYTES)) {
                case Watch.Polled.Compacted(var revision) -> {
                    return new Next.Compacted(revision);
                }
                case Watch.Polled.Events polled -> {
                    for (Event event : polled.events()) {
                        KvProto.Event encoded = encode(event);
                        bytes += encoded.getSerializedSize();
                        events.add(encoded);
                    }
                    boolean whole = !polled.fragment();
                    if (whole || fragments || bytes >= Limits.ANSWER_BYTES) {
                        eventsSinceTick |= !events.isEmpty();
                        return new Next.Events(events, revision(polled), !whole && fragments, polled.more());
                    }
                }
            }
        }
    }

    /** Of a revision that is not yet complete {@code through} is still the one before. */
    private static long revision(Watch.Polled.Events polled) {
        return polled.events().isEmpty()
                ? polled.through()
                : Math.max(polled.through(), polled.events().getLast().current().modRevision());
    }

    private static KvProto.Event encode(Event event) {
        var encoded = KvProto.Event.newBuilder();
        switch (event) {
            case Event.Put put -> encoded.setKv(Answers.keyValue(put.current()));
            case Event.Delete delete ->
                encoded.setType(KvProto.Event.EventType.DELETE)
                        .setKv(KvProto.KeyValue.newBuilder()
                                .setKey(Answers.bytes(delete.current().key()))
                                .setModRevision(delete.current().modRevision()));
        }
        if (event.previous() != null) {
            encoded.setPrevKv(Answers.keyValue(event.previous()));
        }
        return encoded.build();
    }

    /** At regular times: whether the client is to be told how far the watch is, because it has heard nothing since the last. */
    boolean tick() {
        progressDue = progress && !eventsSinceTick;
        eventsSinceTick = false;
        return progressDue;
    }

    /** Whether {@link #tick} said so and this was not asked since. */
    boolean takeProgressDue() {
        boolean taken = progressDue;
        progressDue = false;
        return taken;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        watch.close();
    }
}
