package io.headgate.server;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.history.Keyed;
import io.headgate.history.Linearizability;
import io.headgate.history.LinearizabilityVerdict;
import io.headgate.history.Operation;
import io.headgate.history.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Registers that clients write, read and compare and set, at random members, and the check that every answer fits one
 * order of all of them. Several threads may run {@link Client#step}; the lists are guarded by this.
 *
 * <p>A write that nobody answered may happen at any later time, so that each makes the check longer by all the places it
 * may have: a register that has some of them is left for a new one.
 */
final class StoreRegisters {
    private static final int REGISTERS = 6;
    private static final int UNKNOWN_WRITES = 6;

    private final StoreCluster cluster;
    private final String prefix;
    private final StoreTally tally;
    private final AtomicLong lastValue = new AtomicLong();
    private final AtomicInteger lastProcess = new AtomicInteger();
    private final AtomicIntegerArray unknownWrites = new AtomicIntegerArray(REGISTERS);
    private final List<Operation<Keyed<String, Register.Request<Long>>, Register.Answer<Long>>> history =
            new ArrayList<>();
    private final List<StoreWatcher.Written> written = new ArrayList<>();

    StoreRegisters(StoreCluster cluster, String prefix, StoreTally tally) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.tally = tally;
    }

    /** One client, which one thread runs. */
    final class Client {
        private final RandomGenerator random;
        private int process = lastProcess.incrementAndGet();
        private @Nullable Long lastRead;

        Client(RandomGenerator random) {
            this.random = random;
        }

        /**
         * One operation.
         *
         * @return whether it was answered
         */
        boolean step() {
            int register = random.nextInt(REGISTERS);
            String key = prefix + register + "." + unknownWrites.get(register) / UNKNOWN_WRITES;
            Register.Request<Long> request = switch (random.nextInt(5)) {
                case 0, 1 -> new Register.Read<>();
                case 2, 3 -> new Register.Write<>(lastValue.incrementAndGet());
                default -> new Register.CompareAndSet<>(lastRead, lastValue.incrementAndGet());
            };
            TortureClient client = cluster.client(random.nextInt(StoreCluster.MEMBERS));
            var input = new Keyed<>(key, request);
            long invokedAt = System.nanoTime();
            try {
                Register.Answer<Long> answer = ask(client, key, request);
                add(Operation.returned(process, input, invokedAt, answer, System.nanoTime()));
                tally.operation(name(request) + " ok");
                return true;
            } catch (StatusRuntimeException failed) {
                if (request instanceof Register.Read || TortureClient.isDefinite(failed)) {
                    add(Operation.failed(process, input, invokedAt));
                    tally.operation(name(request) + " failed");
                } else {
                    add(Operation.unknown(process, input, invokedAt));
                    tally.operation(name(request) + " unknown");
                    unknownWrites.incrementAndGet(register);
                    process = lastProcess.incrementAndGet();
                }
                return false;
            }
        }

        private Register.Answer<Long> ask(TortureClient client, String key, Register.Request<Long> request) {
            ByteString bytes = ByteString.copyFromUtf8(key);
            return switch (request) {
                case Register.Read<Long>() -> {
                    RangeResponse answer = client.call(
                            EtcdMethods.RANGE,
                            RangeRequest.newBuilder().setKey(bytes).build());
                    lastRead = answer.getKvsCount() == 0
                            ? null
                            : Long.valueOf(answer.getKvs(0).getValue().toStringUtf8());
                    yield new Register.Value<>(lastRead);
                }
                case Register.Write<Long>(var value) -> {
                    PutRequest put = put(bytes, value);
                    PutResponse answer = client.call(EtcdMethods.PUT, put);
                    told(key, answer.getHeader().getRevision(), put.getValue());
                    yield new Register.Done<>();
                }
                case Register.CompareAndSet<Long>(var expected, var value) -> {
                    PutRequest put = put(bytes, value);
                    TxnResponse answer = client.call(
                            EtcdMethods.TXN,
                            TxnRequest.newBuilder()
                                    .addCompare(holds(bytes, expected))
                                    .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                                    .build());
                    if (answer.getSucceeded()) {
                        told(key, answer.getHeader().getRevision(), put.getValue());
                    }
                    yield new Register.Compared<>(answer.getSucceeded());
                }
            };
        }
    }

    private static PutRequest put(ByteString key, @Nullable Long value) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(String.valueOf(value)))
                .build();
    }

    /** A key that is absent has version 0, and no value that could be compared. */
    private static Compare holds(ByteString key, @Nullable Long value) {
        var compare = Compare.newBuilder().setKey(key).setResult(Compare.CompareResult.EQUAL);
        return value == null
                ? compare.setTarget(Compare.CompareTarget.VERSION).setVersion(0).build()
                : compare.setTarget(Compare.CompareTarget.VALUE)
                        .setValue(ByteString.copyFromUtf8(value.toString()))
                        .build();
    }

    private static String name(Register.Request<Long> request) {
        return switch (request) {
            case Register.Read<Long> _ -> "reads";
            case Register.Write<Long> _ -> "puts";
            case Register.CompareAndSet<Long> _ -> "compares";
        };
    }

    private synchronized void add(Operation<Keyed<String, Register.Request<Long>>, Register.Answer<Long>> operation) {
        history.add(operation);
    }

    private synchronized void told(String key, long revision, ByteString value) {
        written.add(new StoreWatcher.Written(key, revision, value));
    }

    /** What clients were told they had written. */
    synchronized List<StoreWatcher.Written> written() {
        return List.copyOf(written);
    }

    /** Reports whether the history can be; when no client runs any more. */
    synchronized void check() {
        var verdict = Linearizability.of(Register.<Long>empty()).checkPerKey(history);
        if (!(verdict instanceof LinearizabilityVerdict.Linearizable)) {
            tally.violation("registers " + prefix + ": " + verdict);
        }
        tally.checked("operations of registers", history.size());
    }
}
