package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Unary calls by clients that have a connection each. A call that is answered wrongly, refused, or not answered within
 * ten seconds after the end is an error.
 *
 * <p>At a fixed pace a call that no client was free for at its time counts from that time, not from when it was sent:
 * a server that stands still for a second must not hide the calls it kept from being made. When a client was free the
 * call counts from when it was sent, because being a millisecond late is then the load's own timer.
 */
final class CallSession implements LoadSession {
    private static final long ANSWER_LIMIT_NANOS = 10_000_000_000L;
    private static final long LONGEST_WAIT_NANOS = 100_000_000;

    private final GrpcLoop loop = new GrpcLoop();
    private final Calls calls;
    private final Pace pace;
    private final ArrayDeque<Client> idle = new ArrayDeque<>();
    private final Latencies latencies = new Latencies();
    private int inFlight;
    private long errors;
    private long lastAnswerNanos;

    private CallSession(Calls calls, Pace pace) throws IOException {
        this.calls = calls;
        this.pace = pace;
    }

    static CallSession open(int port, int clients, Calls calls, Pace pace) throws IOException {
        var session = new CallSession(calls, pace);
        try {
            for (int number = 0; number < clients; number++) {
                session.idle.add(session.new Client(number, port));
            }
            return session;
        } catch (IOException failure) {
            session.close();
            throw failure;
        }
    }

    @Override
    public LoadResult run(long durationNanos) throws IOException {
        long begin = System.nanoTime();
        long end = begin + durationNanos;
        long due = begin;
        lastAnswerNanos = begin;
        while (true) {
            long now = System.nanoTime();
            boolean open = now - end < 0 && calls.hasNext();
            if (open) {
                due = sendWhatIsDue(now, due);
            } else if (inFlight == 0) {
                break;
            } else if (now - end > ANSWER_LIMIT_NANOS) {
                errors += inFlight;
                break;
            }
            loop.turn(open && pace instanceof Pace.Fixed ? due - System.nanoTime() : LONGEST_WAIT_NANOS);
        }
        double seconds = (lastAnswerNanos - begin) / 1e9;
        return new LoadResult(
                latencies.count(),
                errors,
                latencies.count() / seconds,
                latencies.quantileMicros(0.50),
                latencies.quantileMicros(0.99));
    }

    /** Lets idle clients call and returns when the next call is due. */
    private long sendWhatIsDue(long now, long due) throws IOException {
        long next = due;
        for (int left = idle.size(); left > 0 && next - now <= 0 && calls.hasNext(); left--) {
            var client = idle.remove();
            if (!client.canCall()) {
                idle.add(client);
                continue;
            }
            switch (pace) {
                case Pace.Closed _ -> client.call(System.nanoTime());
                case Pace.Fixed fixed -> {
                    client.call(client.idleSinceNanos - next <= 0 ? System.nanoTime() : next);
                    next += fixed.periodNanos();
                }
            }
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }

    private final class Client implements GrpcCodec.Sink {
        private final int number;
        private final GrpcConnection connection;
        private long idleSinceNanos = System.nanoTime();
        private long sentNanos;
        private boolean right;

        Client(int number, int port) throws IOException {
            this.number = number;
            this.connection = loop.connect(port, calls.method(), this);
        }

        /** The window, like that of any peer, may be full for a moment. */
        boolean canCall() {
            return connection.canSend(GrpcCodec.REQUEST_LIMIT_BYTES);
        }

        void call(long fromNanos) throws IOException {
            right = false;
            inFlight++;
            sentNanos = fromNanos;
            connection.send(calls.next(number), /* last= */ true);
        }

        @Override
        public void message(int stream, byte[] answer) {
            right = calls.accept(number, answer);
        }

        @Override
        public void ended(int stream) {
            long now = System.nanoTime();
            if (right) {
                latencies.add(now - sentNanos);
                lastAnswerNanos = now;
            } else {
                errors++;
            }
            inFlight--;
            idleSinceNanos = now;
            idle.add(this);
        }
    }
}
