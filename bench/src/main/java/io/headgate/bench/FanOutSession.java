package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts of one key at a fixed rate, and watchers that each must see every one of them, once and in order. Watchers are
 * spread over the members and share connections, a stream each. Latency is from the put's sending to the event's arrival.
 */
final class FanOutSession implements LoadSession {
    private static final int WATCHERS_PER_CONNECTION = 10;
    private static final long ANSWER_LIMIT_NANOS = 10_000_000_000L;
    private static final long LONGEST_WAIT_NANOS = 100_000_000;
    private static final int KEY = 0;

    private final GrpcLoop loop = new GrpcLoop();
    private final KeySpace keys;
    private final Pace.Fixed pace;
    private final GrpcConnection putter;
    /** Tags of puts under way, by their streams. */
    private final Map<Integer, Long> unanswered = new HashMap<>();
    /** When each put of this run was sent, in the order of their tags. */
    private final List<Long> sentNanos = new ArrayList<>();

    private final List<Watchers> watchers = new ArrayList<>();
    private final Latencies latencies = new Latencies();
    private long firstTag;
    private long errors;
    private long lastEventNanos;
    private int created;

    private FanOutSession(int putPort, KeySpace keys, Pace.Fixed pace) throws IOException {
        this.keys = keys;
        this.pace = pace;
        this.putter = loop.connect(putPort, Etcd.PUT, new Putter());
    }

    /** Connects, and waits until all watches are confirmed. */
    static FanOutSession open(int putPort, List<Integer> watchPorts, int count, KeySpace keys, Pace.Fixed pace)
            throws IOException {
        var session = new FanOutSession(putPort, keys, pace);
        try {
            session.watch(watchPorts, count);
            return session;
        } catch (IOException failure) {
            session.close();
            throw failure;
        }
    }

    private void watch(List<Integer> ports, int count) throws IOException {
        for (int opened = 0; opened < count; opened += WATCHERS_PER_CONNECTION) {
            int port = ports.get(watchers.size() % ports.size());
            watchers.add(new Watchers(port, Math.min(WATCHERS_PER_CONNECTION, count - opened)));
        }
        long deadlineNanos = System.nanoTime() + ANSWER_LIMIT_NANOS;
        while (created < count) {
            if (deadlineNanos - System.nanoTime() <= 0) {
                throw new IOException(created + " watches confirmed (expected: " + count + " within "
                        + ANSWER_LIMIT_NANOS / 1_000_000_000 + " s)");
            }
            loop.turn(LONGEST_WAIT_NANOS);
        }
    }

    @Override
    public LoadResult run(long durationNanos) throws IOException {
        long begin = System.nanoTime();
        long end = begin + durationNanos;
        long due = begin;
        firstTag = keys.newTag();
        put(firstTag);
        while (true) {
            long now = System.nanoTime();
            boolean open = now - end < 0;
            if (open && due + pace.periodNanos() - now <= 0) {
                due += pace.periodNanos();
                put(keys.newTag());
            } else if (!open && isComplete()) {
                break;
            } else if (now - end > ANSWER_LIMIT_NANOS) {
                errors += missing();
                break;
            }
            loop.turn(open ? due + pace.periodNanos() - System.nanoTime() : LONGEST_WAIT_NANOS);
        }
        double seconds = (lastEventNanos - begin) / 1e9;
        return new LoadResult(
                latencies.count(),
                errors,
                latencies.count() / seconds,
                latencies.quantileMicros(0.50),
                latencies.quantileMicros(0.99));
    }

    private void put(long tag) throws IOException {
        var message = Etcd.put(KeySpace.key(KEY), KeySpace.value(tag));
        if (!putter.canSend(message.length)) {
            throw new IOException(
                    "put " + tag + ": the server takes no more (expected: " + pace.perSecond() + " puts a second)");
        }
        sentNanos.add(System.nanoTime());
        unanswered.put(putter.send(message, /* last= */ true), tag);
    }

    private boolean isComplete() {
        return unanswered.isEmpty() && missing() == 0;
    }

    private long missing() {
        long missing = 0;
        for (var each : watchers) {
            for (int seen : each.seen) {
                missing += sentNanos.size() - seen;
            }
        }
        return missing;
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    private final class Putter implements GrpcCodec.Sink {
        @Override
        public void message(int stream, byte[] answer) {
            var tag = unanswered.remove(stream);
            if (tag != null) {
                keys.acknowledged(KEY, tag, Etcd.revisionOf(answer));
            }
        }

        @Override
        public void ended(int stream) {
            if (unanswered.remove(stream) != null) {
                errors++;
            }
        }
    }

    /** The watchers of one connection, by their streams 1, 3, 5 … */
    private final class Watchers implements GrpcCodec.Sink {
        private final int[] seen;

        Watchers(int port, int count) throws IOException {
            this.seen = new int[count];
            var connection = loop.connect(port, Etcd.WATCH, this);
            for (int watcher = 0; watcher < count; watcher++) {
                connection.send(Etcd.watch(KeySpace.key(KEY)), /* last= */ false);
            }
        }

        @Override
        public void message(int stream, byte[] message) {
            int watcher = stream / 2;
            long now = System.nanoTime();
            var answer = Etcd.parseWatch(message);
            created += answer.created() ? 1 : 0;
            for (var value : answer.values()) {
                if (seen[watcher] < sentNanos.size() && KeySpace.tagOf(value) == firstTag + seen[watcher]) {
                    latencies.add(now - sentNanos.get(seen[watcher]));
                    lastEventNanos = now;
                } else {
                    errors++;
                }
                seen[watcher]++;
            }
        }

        /** A watch goes on until its client goes. */
        @Override
        public void ended(int stream) {
            errors++;
        }
    }
}
