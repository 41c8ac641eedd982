package io.headgate.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The binary form of a {@link Command}, for logs and the wire. Version 1:
 *
 * <pre>
 * command    version (1)  kind  fields of the kind, in the order of the record's components
 * kind       1 execute  2 commit  3 compact  4 grant lease  5 revoke lease  6 set alarm
 * operation  kind (1 range  2 put  3 delete range  4 txn)  fields
 * write      kind (1 put  2 delete  3 add)  fields
 * subject    kind (1 version  2 create revision  3 mod revision  4 value  5 lease)  its field
 * key range  kind (0 one key: the key  1 no end: the start  2 start and end)
 * list       count  elements
 * number     signed varint; bytes: unsigned varint, then as many; flag: 0 or 1; id: two signed varints
 * order      0 none  1 ascending  2 descending      target   0 key  1 version  2 create  3 mod  4 value
 * relation   0 equal  1 greater  2 less  3 not equal
 * level      0 snapshot  1 serializable  2 strict    alarm    0 no space  1 corrupt
 * </pre>
 *
 * <p>Every command has one form: what {@link #decode} accepts, {@link #encode} writes again, byte by byte.
 */
public final class CommandCodec {
    private static final int VERSION = 1;

    // The codes are the places in these lists, whatever the order of declaration is.
    private static final List<Operation.Order> ORDERS =
            List.of(Operation.Order.NONE, Operation.Order.ASCENDING, Operation.Order.DESCENDING);
    private static final List<Operation.Target> TARGETS = List.of(
            Operation.Target.KEY,
            Operation.Target.VERSION,
            Operation.Target.CREATE_REVISION,
            Operation.Target.MOD_REVISION,
            Operation.Target.VALUE);
    private static final List<Compare.Relation> RELATIONS = List.of(
            Compare.Relation.EQUAL, Compare.Relation.GREATER, Compare.Relation.LESS, Compare.Relation.NOT_EQUAL);
    private static final List<IsolationLevel> LEVELS =
            List.of(IsolationLevel.SNAPSHOT, IsolationLevel.SERIALIZABLE, IsolationLevel.STRICT);
    static final List<Alarm.Kind> ALARMS = List.of(Alarm.Kind.NO_SPACE, Alarm.Kind.CORRUPT);

    private CommandCodec() {}

    /**
     * Why a command cannot be put into the log: too many bytes or operations, or nested too deeply. Whoever takes
     * commands from strangers asks this first.
     */
    public static Optional<Refusal> check(Command command) {
        if (command instanceof Command.Execute(var operation)) {
            int depth = depth(operation);
            if (depth > Limits.MAX_TXN_DEPTH) {
                return Optional.of(new Refusal.TooLarge("nested transactions", depth, Limits.MAX_TXN_DEPTH));
            }
            long operations = operations(operation);
            if (operations > Limits.MAX_COMMAND_OPERATIONS) {
                return Optional.of(new Refusal.TooLarge("operations", operations, Limits.MAX_COMMAND_OPERATIONS));
            }
        }
        long size = count(command);
        return size > Limits.MAX_COMMAND_BYTES
                ? Optional.of(new Refusal.TooLarge("bytes of a command", size, Limits.MAX_COMMAND_BYTES))
                : Optional.empty();
    }

    private static int depth(Operation operation) {
        int deepest = 0;
        if (operation instanceof Operation.Txn txn) {
            for (var side : List.of(txn.success(), txn.failure())) {
                for (Operation nested : side) {
                    deepest = Math.max(deepest, depth(nested));
                }
            }
            deepest++;
        }
        return deepest;
    }

    /** Operations and compares, nested ones too. */
    private static long operations(Operation operation) {
        long count = 1;
        if (operation instanceof Operation.Txn txn) {
            count += txn.compares().size();
            for (var side : List.of(txn.success(), txn.failure())) {
                for (Operation nested : side) {
                    count += operations(nested);
                }
            }
        }
        return count;
    }

    /** Exactly how many bytes {@link #encode} puts. */
    public static int size(Command command) {
        return Math.toIntExact(count(command));
    }

    private static long count(Command command) {
        var counter = new Sink.Counter();
        write(command, counter);
        return counter.size();
    }

    /**
     * Puts a command at the buffer's position.
     *
     * @throws IllegalArgumentException if {@link #check} refuses it; nothing is put then
     * @throws java.nio.BufferOverflowException if the buffer has less room than {@link #size}
     */
    public static void encode(Command command, ByteBuffer into) {
        Optional<Refusal> refusal = check(command);
        if (refusal.isPresent()) {
            throw new IllegalArgumentException("command: " + refusal.get());
        }
        write(command, new Sink.Filler(into));
    }

    /**
     * Reads a command that fills the rest of the buffer. Keys and values are copied out of it.
     *
     * @throws CodecException if that is not a command
     */
    public static Command decode(ByteBuffer from) {
        if (from.remaining() > Limits.MAX_COMMAND_BYTES) {
            throw new CodecException(
                    "command of " + from.remaining() + " bytes (expected: at most " + Limits.MAX_COMMAND_BYTES + ")");
        }
        var reader = new Reader(Source.of(from));
        Command command = reader.command();
        reader.source.end();
        return command;
    }

    private static void write(Command command, Sink sink) {
        sink.octet(VERSION);
        switch (command) {
            case Command.Execute(var operation) -> {
                sink.octet(1);
                write(operation, sink);
            }
            case Command.Commit commit -> {
                sink.octet(2);
                write(commit, sink);
            }
            case Command.Compact(var revision) -> {
                sink.octet(3);
                sink.signed(revision);
            }
            case Command.GrantLease(var id, var ttlSeconds) -> {
                sink.octet(4);
                sink.signed(id);
                sink.signed(ttlSeconds);
            }
            case Command.RevokeLease(var id) -> {
                sink.octet(5);
                sink.signed(id);
            }
            case Command.SetAlarm(var alarm, var raised) -> {
                sink.octet(6);
                sink.signed(alarm.member());
                sink.octet(ALARMS.indexOf(alarm.kind()));
                sink.flag(raised);
            }
        }
    }

    private static void write(Command.Commit commit, Sink sink) {
        sink.signed(commit.id().high());
        sink.signed(commit.id().low());
        sink.octet(LEVELS.indexOf(commit.level()));
        sink.signed(commit.startedAt());
        sink.unsigned(commit.reads().size());
        commit.reads().forEach(range -> write(range, sink));
        sink.unsigned(commit.promoted().size());
        commit.promoted().forEach(sink::bytes);
        sink.unsigned(commit.writes().size());
        commit.writes().forEach(write -> write(write, sink));
    }

    private static void write(Write write, Sink sink) {
        switch (write) {
            case Write.Put(var key, var value, var lease) -> {
                sink.octet(1);
                sink.bytes(key);
                sink.bytes(value);
                sink.signed(lease);
            }
            case Write.Delete(var key) -> {
                sink.octet(2);
                sink.bytes(key);
            }
            case Write.Add(var key, var delta) -> {
                sink.octet(3);
                sink.bytes(key);
                sink.signed(delta);
            }
        }
    }

    private static void write(Operation operation, Sink sink) {
        switch (operation) {
            case Operation.Range range -> {
                sink.octet(1);
                write(range, sink);
            }
            case Operation.Put put -> {
                sink.octet(2);
                sink.bytes(put.key());
                sink.bytes(put.value());
                sink.signed(put.lease());
                sink.flag(put.previous());
                sink.flag(put.ignoreValue());
                sink.flag(put.ignoreLease());
            }
            case Operation.DeleteRange(var range, var previous) -> {
                sink.octet(3);
                write(range, sink);
                sink.flag(previous);
            }
            case Operation.Txn txn -> {
                sink.octet(4);
                sink.unsigned(txn.compares().size());
                txn.compares().forEach(compare -> write(compare, sink));
                sink.unsigned(txn.success().size());
                txn.success().forEach(nested -> write(nested, sink));
                sink.unsigned(txn.failure().size());
                txn.failure().forEach(nested -> write(nested, sink));
            }
        }
    }

    private static void write(Operation.Range range, Sink sink) {
        write(range.range(), sink);
        sink.signed(range.revision());
        sink.signed(range.limit());
        sink.octet(ORDERS.indexOf(range.order()));
        sink.octet(TARGETS.indexOf(range.target()));
        sink.flag(range.keysOnly());
        sink.flag(range.countOnly());
        sink.signed(range.minModRevision());
        sink.signed(range.maxModRevision());
        sink.signed(range.minCreateRevision());
        sink.signed(range.maxCreateRevision());
    }

    private static void write(Compare compare, Sink sink) {
        write(compare.range(), sink);
        sink.octet(RELATIONS.indexOf(compare.relation()));
        switch (compare.subject()) {
            case Compare.Subject.Version(var version) -> {
                sink.octet(1);
                sink.signed(version);
            }
            case Compare.Subject.CreateRevision(var revision) -> {
                sink.octet(2);
                sink.signed(revision);
            }
            case Compare.Subject.ModRevision(var revision) -> {
                sink.octet(3);
                sink.signed(revision);
            }
            case Compare.Subject.Value(var value) -> {
                sink.octet(4);
                sink.bytes(value);
            }
            case Compare.Subject.Lease(var lease) -> {
                sink.octet(5);
                sink.signed(lease);
            }
        }
    }

    private static void write(KeyRange range, Sink sink) {
        Bytes to = range.to();
        if (range.isPoint()) {
            sink.octet(0);
            sink.bytes(range.from());
        } else if (to == null) {
            sink.octet(1);
            sink.bytes(range.from());
        } else {
            sink.octet(2);
            sink.bytes(range.from());
            sink.bytes(to);
        }
    }

    /** Reads one command. */
    private static final class Reader {
        private final Source source;
        private int operations;

        Reader(Source source) {
            this.source = source;
        }

        Command command() {
            int version = source.octet();
            if (version != VERSION) {
                throw source.wrong("version " + version, "at most " + VERSION);
            }
            int kind = source.octet();
            return switch (kind) {
                case 1 -> new Command.Execute(operation(0));
                case 2 -> commit();
                case 3 -> new Command.Compact(source.signed());
                case 4 -> new Command.GrantLease(lease(), source.signed());
                case 5 -> new Command.RevokeLease(source.signed());
                case 6 ->
                    new Command.SetAlarm(new Alarm(source.signed(), source.oneOf(ALARMS, "alarm")), source.flag());
                default -> throw source.wrong("command " + kind, "1..6");
            };
        }

        private long lease() {
            long id = source.signed();
            if (id == 0) {
                throw source.wrong("lease 0", "any other number");
            }
            return id;
        }

        private Command commit() {
            return new Command.Commit(
                    new TransactionId(source.signed(), source.signed()),
                    source.oneOf(LEVELS, "isolation level"),
                    source.signed(),
                    source.list("ranges", this::range),
                    source.list("keys", this::key),
                    source.list("writes", this::write));
        }

        private Bytes key() {
            Bytes key = source.bytes();
            if (key.isEmpty()) {
                throw source.wrong("empty key", "a byte at least");
            }
            return key;
        }

        private Write write() {
            int kind = source.octet();
            return switch (kind) {
                case 1 -> new Write.Put(key(), source.bytes(), source.signed());
                case 2 -> new Write.Delete(key());
                case 3 -> new Write.Add(key(), source.signed());
                default -> throw source.wrong("write " + kind, "1..3");
            };
        }

        private KeyRange range() {
            int kind = source.octet();
            return switch (kind) {
                case 0 -> KeyRange.of(source.bytes());
                case 1 -> new KeyRange(source.bytes(), null);
                case 2 -> {
                    var range = new KeyRange(source.bytes(), source.bytes());
                    if (range.isPoint()) {
                        throw source.wrong("a range of one key", "the key alone");
                    }
                    yield range;
                }
                default -> throw source.wrong("range " + kind, "0..2");
            };
        }

        private Operation operation(int depth) {
            countOperation();
            int kind = source.octet();
            return switch (kind) {
                case 1 -> read();
                case 2 ->
                    new Operation.Put(
                            key(), source.bytes(), source.signed(), source.flag(), source.flag(), source.flag());
                case 3 -> new Operation.DeleteRange(range(), source.flag());
                case 4 -> txn(depth + 1);
                default -> throw source.wrong("operation " + kind, "1..4");
            };
        }

        private void countOperation() {
            operations++;
            if (operations > Limits.MAX_COMMAND_OPERATIONS) {
                throw source.wrong(operations + " operations", "at most " + Limits.MAX_COMMAND_OPERATIONS);
            }
        }

        private Operation read() {
            return new Operation.Range(
                    range(),
                    source.signed(),
                    source.signed(),
                    source.oneOf(ORDERS, "order"),
                    source.oneOf(TARGETS, "target"),
                    source.flag(),
                    source.flag(),
                    source.signed(),
                    source.signed(),
                    source.signed(),
                    source.signed());
        }

        private Operation txn(int depth) {
            if (depth > Limits.MAX_TXN_DEPTH) {
                throw source.wrong(depth + " nested transactions", "at most " + Limits.MAX_TXN_DEPTH);
            }
            return new Operation.Txn(
                    source.list("compares", this::compare),
                    source.list("operations", () -> operation(depth)),
                    source.list("operations", () -> operation(depth)));
        }

        private Compare compare() {
            countOperation();
            KeyRange range = range();
            Compare.Relation relation = source.oneOf(RELATIONS, "relation");
            int kind = source.octet();
            Compare.Subject subject = switch (kind) {
                case 1 -> new Compare.Subject.Version(source.signed());
                case 2 -> new Compare.Subject.CreateRevision(source.signed());
                case 3 -> new Compare.Subject.ModRevision(source.signed());
                case 4 -> new Compare.Subject.Value(source.bytes());
                case 5 -> new Compare.Subject.Lease(source.signed());
                default -> throw source.wrong("subject " + kind, "1..5");
            };
            return new Compare(range, relation, subject);
        }
    }
}
