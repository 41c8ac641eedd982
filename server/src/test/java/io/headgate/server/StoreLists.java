package io.headgate.server;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.etcd.KvProto;
import io.headgate.etcd.TransactionsProto;
import io.headgate.history.Access;
import io.headgate.history.Level;
import io.headgate.history.Transaction;
import io.headgate.history.TransactionHistory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Lists to which transactions append and which they read, several at once, and the check that this was strictly
 * serializable. Half of them are etcd's: read, then write if nothing was modified. The others are interactive, at
 * {@code STRICT}, and commit again under the same id as long as nobody knows: an append that happened twice shows. Several
 * threads may run clients; the lists are guarded by this.
 */
final class StoreLists {
    private static final int LISTS = 5;
    private static final int MOST_KEYS = 3;
    private static final int COMMIT_ATTEMPTS = 4;

    /** Then it is left for a new one: each append writes the whole list. */
    private static final int APPENDS = 100;

    private final StoreCluster cluster;
    private final String prefix;
    private final StoreTally tally;
    private final AtomicLong lastValue = new AtomicLong();
    private final AtomicLong lastTransaction = new AtomicLong();
    private final AtomicInteger lastProcess = new AtomicInteger();
    private final AtomicIntegerArray appends = new AtomicIntegerArray(LISTS);
    private final List<Transaction> history = new ArrayList<>();
    private final List<StoreWatcher.Written> written = new ArrayList<>();
    private final Set<String> keys = new TreeSet<>();

    StoreLists(StoreCluster cluster, String prefix, StoreTally tally) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.tally = tally;
    }

    /** What a key held when it was read. */
    private record Held(List<Long> values, long modRevision) {}

    /** How a transaction ended, and at which revision if it committed. */
    private record Ended(Transaction.Outcome outcome, long revision) {
        static final Ended ABORTED = new Ended(Transaction.Outcome.ABORTED, 0);
        static final Ended UNKNOWN = new Ended(Transaction.Outcome.UNKNOWN, 0);

        static Ended committed(long revision) {
            return new Ended(Transaction.Outcome.COMMITTED, revision);
        }
    }

    /** What a transaction is to do to a key: append this, or read. */
    private record Plan(String key, boolean isAppend, long value) {}

    /** One client, which one thread runs. */
    final class Client {
        private final RandomGenerator random;
        private int process = lastProcess.incrementAndGet();

        Client(RandomGenerator random) {
            this.random = random;
        }

        /**
         * One transaction.
         *
         * @return whether it was answered
         */
        boolean step() {
            List<Plan> plans = plan();
            boolean isInteractive = random.nextBoolean();
            String name = isInteractive ? "interactive transactions" : "etcd transactions";
            Map<String, Held> found = new TreeMap<>();
            Ended ended;
            long invokedAt = System.nanoTime();
            try {
                ended = isInteractive ? interactive(plans, found) : compared(plans, found);
            } catch (StatusRuntimeException _) {
                ended = Ended.ABORTED; // while it read
                tally.operation(name + " without reads");
            }
            add(plans, found, ended, invokedAt);
            tally.operation(name + " " + ended.outcome().name().toLowerCase(Locale.ROOT));
            if (ended.outcome() == Transaction.Outcome.UNKNOWN) {
                process = lastProcess.incrementAndGet();
            }
            return ended.outcome() == Transaction.Outcome.COMMITTED;
        }

        private List<Plan> plan() {
            Map<String, Plan> plans = new TreeMap<>();
            int wanted = random.nextInt(1, MOST_KEYS + 1);
            while (plans.size() < wanted) {
                int list = random.nextInt(LISTS);
                boolean isAppend = random.nextBoolean();
                int generation = (isAppend ? appends.incrementAndGet(list) : appends.get(list)) / APPENDS;
                String key = prefix + list + "." + generation;
                plans.put(key, new Plan(key, isAppend, isAppend ? lastValue.incrementAndGet() : 0));
            }
            return List.copyOf(plans.values());
        }

        private TortureClient anyMember() {
            return cluster.client(random.nextInt(StoreCluster.MEMBERS));
        }

        /** Reads in one Txn, and writes in another that compares what was read. */
        private Ended compared(List<Plan> plans, Map<String, Held> found) {
            var reads = TxnRequest.newBuilder();
            for (Plan plan : plans) {
                reads.addSuccess(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(bytes(plan.key()))));
            }
            TxnResponse read = anyMember().call(EtcdMethods.TXN, reads.build());
            for (int i = 0; i < plans.size(); i++) {
                found.put(plans.get(i).key(), held(read.getResponses(i).getResponseRange()));
            }
            if (plans.stream().noneMatch(Plan::isAppend)) {
                return Ended.committed(read.getHeader().getRevision());
            }
            var writes = TxnRequest.newBuilder();
            found.forEach((key, held) -> writes.addCompare(Compare.newBuilder()
                    .setKey(bytes(key))
                    .setResult(Compare.CompareResult.EQUAL)
                    .setTarget(Compare.CompareTarget.MOD)
                    .setModRevision(held.modRevision())));
            for (Plan plan : plans) {
                if (plan.isAppend()) {
                    writes.addSuccess(RequestOp.newBuilder()
                            .setRequestPut(PutRequest.newBuilder()
                                    .setKey(bytes(plan.key()))
                                    .setValue(appended(found, plan))));
                }
            }
            try {
                TxnResponse answer = anyMember().call(EtcdMethods.TXN, writes.build());
                return answer.getSucceeded()
                        ? Ended.committed(answer.getHeader().getRevision())
                        : Ended.ABORTED;
            } catch (StatusRuntimeException failed) {
                return TortureClient.isDefinite(failed) ? Ended.ABORTED : Ended.UNKNOWN;
            }
        }

        /** Reads at the revision of its beginning, and commits. Each step at another member. */
        private Ended interactive(List<Plan> plans, Map<String, Held> found) {
            long revision = anyMember()
                    .call(
                            TortureClient.BEGIN,
                            TransactionsProto.BeginRequest.newBuilder()
                                    .setLevel(TransactionsProto.Level.STRICT)
                                    .build())
                    .getRevision();
            for (Plan plan : plans) {
                found.put(
                        plan.key(),
                        held(anyMember()
                                .call(
                                        EtcdMethods.RANGE,
                                        RangeRequest.newBuilder()
                                                .setKey(bytes(plan.key()))
                                                .setRevision(revision)
                                                .setSerializable(true)
                                                .build())));
            }
            var commit = TransactionsProto.CommitRequest.newBuilder()
                    .setId(ByteString.copyFrom(ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(random.nextLong())
                            .putLong(random.nextLong())
                            .flip()))
                    .setLevel(TransactionsProto.Level.STRICT)
                    .setRevision(revision);
            for (Plan plan : plans) {
                commit.addReads(TransactionsProto.KeyRange.newBuilder().setKey(bytes(plan.key())));
                if (plan.isAppend()) {
                    commit.addWrites(TransactionsProto.Write.newBuilder()
                            .setKey(bytes(plan.key()))
                            .setPut(TransactionsProto.Put.newBuilder().setValue(appended(found, plan))));
                }
            }
            return commit(commit.build());
        }

        private Ended commit(TransactionsProto.CommitRequest request) {
            boolean isFirst = true;
            for (int attempt = 0; attempt < COMMIT_ATTEMPTS; attempt++) {
                try {
                    var answer = anyMember().call(TortureClient.COMMIT, request);
                    switch (answer.getOutcomeCase()) {
                        case COMMITTED -> {
                            return Ended.committed(answer.getCommitted().getRevision());
                        }
                        case CONFLICT -> {
                            return Ended.ABORTED;
                        }
                        case TOO_OLD -> {
                            // The first outcome may have been forgotten with what the check needs.
                            return isFirst ? Ended.ABORTED : Ended.UNKNOWN;
                        }
                        case UNKNOWN -> isFirst = false;
                        case OUTCOME_NOT_SET -> throw new IllegalStateException("an answer without outcome: " + answer);
                    }
                } catch (StatusRuntimeException failed) {
                    if (isFirst && TortureClient.isDefinite(failed)) {
                        return Ended.ABORTED;
                    }
                    isFirst = false;
                }
            }
            return Ended.UNKNOWN;
        }

        private void add(List<Plan> plans, Map<String, Held> found, Ended ended, long invokedAt) {
            List<Access> accesses = new ArrayList<>();
            for (Plan plan : plans) {
                Held held = found.get(plan.key());
                if (held != null) {
                    accesses.add(new Access.ReadList(plan.key(), held.values()));
                }
                if (plan.isAppend()) {
                    accesses.add(new Access.Append(plan.key(), plan.value()));
                }
            }
            StoreLists.this.add(
                    new Transaction(
                            lastTransaction.incrementAndGet(),
                            process,
                            invokedAt,
                            System.nanoTime(),
                            ended.outcome(),
                            accesses),
                    plans.stream()
                            .filter(plan -> plan.isAppend() && ended.outcome() == Transaction.Outcome.COMMITTED)
                            .map(plan -> new StoreWatcher.Written(plan.key(), ended.revision(), appended(found, plan)))
                            .toList());
        }
    }

    private synchronized void add(Transaction transaction, List<StoreWatcher.Written> told) {
        history.add(transaction);
        written.addAll(told);
        transaction.accesses().forEach(access -> keys.add(access.key()));
    }

    private static Held held(RangeResponse answer) {
        if (answer.getKvsCount() == 0) {
            return new Held(List.of(), 0);
        }
        KvProto.KeyValue held = answer.getKvs(0);
        List<Long> values = Arrays.stream(held.getValue().toStringUtf8().split(","))
                .map(Long::valueOf)
                .toList();
        return new Held(values, held.getModRevision());
    }

    private static ByteString appended(Map<String, Held> found, Plan plan) {
        Held held = found.get(plan.key());
        if (held == null) {
            throw new IllegalStateException(plan.key() + " has not been read");
        }
        return bytes(held.values().stream().map(value -> value + ",").collect(Collectors.joining()) + plan.value());
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** What clients were told they had written. */
    synchronized List<StoreWatcher.Written> written() {
        return List.copyOf(written);
    }

    /** Reads every list once, and reports whether the history can be; when no client runs any more. */
    synchronized void check(StoreProbe probe, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        int process = lastProcess.incrementAndGet();
        for (String key : keys) {
            long invokedAt = System.nanoTime();
            var read = probe.insist(
                    EtcdMethods.RANGE,
                    RangeRequest.newBuilder().setKey(bytes(key)).build(),
                    deadlineNanos);
            if (read.isEmpty()) {
                tally.violation("list " + key + " cannot be read for " + limit.toSeconds() + " s");
                return;
            }
            history.add(new Transaction(
                    lastTransaction.incrementAndGet(),
                    process,
                    invokedAt,
                    System.nanoTime(),
                    Transaction.Outcome.COMMITTED,
                    List.of(new Access.ReadList(key, held(read.get()).values()))));
        }
        var verdict = TransactionHistory.of(history).check(Level.STRICT_SERIALIZABLE);
        if (!verdict.holds()) {
            tally.violation("lists " + prefix + ": " + verdict);
        }
        tally.checked("transactions over lists", history.size());
    }
}
