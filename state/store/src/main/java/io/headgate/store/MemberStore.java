package io.headgate.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The store of a {@link Member} in this program: alone that is the backend {@code local}, in a cluster {@code replicated}.
 * Reads of transactions ask nobody, they read what this member has applied.
 */
public final class MemberStore implements Store {
    /** What reads at the newest revision, whichever that is. */
    private static final long NEWEST = 0;

    private final Member member;
    private final Duration timeout;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final Backend backend = new Backend();

    /** @param timeout how long one question to the member may take; after it nobody knows whether it was done */
    public MemberStore(Member member, Duration timeout) {
        this.member = member;
        this.timeout = timeout;
    }

    @Override
    public Transaction begin(IsolationLevel level) {
        long startedAt = switch (level) {
            case SNAPSHOT, SERIALIZABLE -> member.keyspace().revision();
            case STRICT -> await(member.readIndex());
        };
        var random = ThreadLocalRandom.current();
        return new Transaction(backend, new TransactionId(random.nextLong(), random.nextLong()), level, startedAt);
    }

    @Override
    public <T> T run(IsolationLevel level, Function<Transaction, T> body) {
        return retries(level).run(body).result();
    }

    private Retries retries(IsolationLevel level) {
        return new Retries(() -> begin(level), ThreadLocalRandom.current());
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
        return range(KeyRange.of(key), 0).stream().findFirst();
    }

    @Override
    public List<KeyValue> range(KeyRange range, int limit) {
        await(member.readIndex());
        return backend.read(range, NEWEST, limit);
    }

    @Override
    public long put(Bytes key, Bytes value) {
        return retries(IsolationLevel.SERIALIZABLE)
                .run(transaction -> {
                    transaction.put(key, value);
                    return key;
                })
                .revision();
    }

    @Override
    public long delete(KeyRange range) {
        var delete = new Operation.DeleteRange(range, /* previous= */ false);
        return switch (submit(new Command.Execute(delete))) {
            case Response.Deleted(var count, var _) -> count;
            case Response other -> throw unexpected(other);
        };
    }

    @Override
    public Subscription watch(WatchRequest request) {
        var subscription = new MemberSubscription(member.keyspace(), request, open::remove);
        open.add(subscription);
        return subscription;
    }

    @Override
    public LeaseHold lease(Duration ttl) {
        long sentNanos = System.nanoTime();
        long id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        long seconds = Math.max(1, ttl.plusNanos(999_999_999).toSeconds());
        return switch (submit(new Command.GrantLease(id, seconds))) {
            case Response.LeaseGranted granted -> {
                var hold = RenewedLease.hold(backend, granted, sentNanos, open::remove);
                open.add(hold);
                yield hold;
            }
            case Response other -> throw unexpected(other);
        };
    }

    @Override
    public void compact(long revision) {
        submit(new Command.Compact(revision));
    }

    @Override
    public void close() {
        for (AutoCloseable each : List.copyOf(open)) {
            switch (each) {
                case Subscription subscription -> subscription.close();
                case LeaseHold hold -> hold.close();
                default -> throw new IllegalStateException("unexpected " + each);
            }
        }
    }

    /** Submits a command and gives what it answers, if that is no refusal. */
    private Response submit(Command command) {
        Optional<Refusal> tooLarge = CommandCodec.check(command);
        if (tooLarge.isPresent()) {
            throw new RefusedException(tooLarge.get());
        }
        Response response = await(member.submit(command)).response();
        if (response instanceof Response.Refused(var refusal)) {
            throw new RefusedException(refusal);
        }
        return response;
    }

    private static IllegalStateException unexpected(Response response) {
        return new IllegalStateException("unexpected " + response);
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new Unavailable(
                    Unavailable.Reason.TIMEOUT,
                    /* definite= */ false,
                    "no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    Unavailable.Reason.TIMEOUT, /* definite= */ false, "interrupted while waiting for an answer");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unavailable unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("a member may end with Unavailable only", e.getCause());
        }
    }

    private final class Backend implements TransactionBackend, RenewedLease.Grantor {
        @Override
        public long revision() {
            return member.keyspace().revision();
        }

        @Override
        public List<KeyValue> read(KeyRange range, long revision, long limit) {
            var read = new Operation.Range(
                    range,
                    revision,
                    limit,
                    Operation.Order.NONE,
                    Operation.Target.KEY,
                    /* keysOnly= */ false,
                    /* countOnly= */ false,
                    0,
                    0,
                    0,
                    0);
            return switch (member.keyspace().range(read)) {
                case Response.Ranged(var keyValues, var _, var _) -> keyValues;
                case Response.Refused(var refusal) -> throw new RefusedException(refusal);
                case Response other -> throw unexpected(other);
            };
        }

        @Override
        public CommitOutcome commit(Command.Commit commit) {
            return switch (submit(commit)) {
                case Response.Ended(var outcome) -> outcome;
                case Response other -> throw unexpected(other);
            };
        }

        @Override
        public long keepAlive(long lease) {
            return await(member.keepAlive(lease));
        }

        @Override
        public void revoke(long lease) {
            submit(new Command.RevokeLease(lease));
        }
    }
}
