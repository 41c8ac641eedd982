package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.deferred;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static io.headgate.property.Generators.sets;

import io.headgate.property.Generator;
import java.util.ArrayList;
import java.util.List;

/** Commands over so few keys, leases and revisions that they meet. */
final class Draws {
    /** All keys that are ever written. One is another's prefix, one its direct successor. */
    static final List<Bytes> KEYS =
            List.of(Bytes.of("a"), Bytes.of("b"), Bytes.of("ba"), Bytes.wrap(new byte[] {'b', 0}), Bytes.of("c"));

    private Draws() {}

    static Generator<Bytes> keys() {
        return sampledFrom(KEYS);
    }

    static Generator<Bytes> values() {
        return sampledFrom(Bytes.of("1"), Bytes.EMPTY, Bytes.of("-3"), Bytes.of("x"), Bytes.of("9223372036854775807"));
    }

    static Generator<Long> leases() {
        return longs(0, 3);
    }

    /** Some that are there, some that never will be. */
    static Generator<Long> revisions() {
        return longs(-1, 20);
    }

    static Generator<KeyRange> ranges() {
        return oneOf(
                keys().map(KeyRange::of),
                just(KeyRange.ALL),
                keys().map(KeyRange::prefix),
                keys().map(key -> new KeyRange(key, null)),
                composite(tc -> new KeyRange(tc.draw(keys()), tc.draw(keys()))));
    }

    static Generator<Operation.Range> reads() {
        return composite(tc -> new Operation.Range(
                tc.draw(ranges()),
                tc.draw(revisions()),
                tc.draw(longs(-1, 4)),
                tc.draw(enums(Operation.Order.class)),
                tc.draw(enums(Operation.Target.class)),
                tc.draw(booleans()),
                tc.draw(booleans(0.1)),
                tc.draw(bounds()),
                tc.draw(bounds()),
                tc.draw(bounds()),
                tc.draw(bounds())));
    }

    private static Generator<Long> bounds() {
        return oneOf(just(0L), just(0L), just(0L), longs(0, 20));
    }

    static Generator<Operation.Put> puts() {
        return composite(tc -> {
            boolean ignoreValue = tc.draw(booleans(0.1));
            boolean ignoreLease = tc.draw(booleans(0.1));
            return new Operation.Put(
                    tc.draw(keys()),
                    ignoreValue ? Bytes.EMPTY : tc.draw(values()),
                    ignoreLease ? 0 : tc.draw(oneOf(just(0L), leases())),
                    tc.draw(booleans()),
                    ignoreValue,
                    ignoreLease);
        });
    }

    static Generator<Operation> deletes() {
        return composite(tc -> new Operation.DeleteRange(tc.draw(ranges()), tc.draw(booleans())));
    }

    static Generator<Compare> compares() {
        return composite(
                tc -> new Compare(tc.draw(ranges()), tc.draw(enums(Compare.Relation.class)), tc.draw(subjects())));
    }

    private static Generator<Compare.Subject> subjects() {
        return oneOf(
                longs(0, 3).map(Compare.Subject.Version::new),
                revisions().map(Compare.Subject.CreateRevision::new),
                revisions().map(Compare.Subject.ModRevision::new),
                values().map(Compare.Subject.Value::new),
                leases().map(Compare.Subject.Lease::new));
    }

    static Generator<Operation> operations() {
        return oneOf(puts(), puts(), deletes(), reads(), deferred(Draws::txns));
    }

    static Generator<Operation> txns() {
        return composite(tc -> new Operation.Txn(
                tc.draw(lists(compares()).maxSize(2)),
                tc.draw(lists(operations()).maxSize(3)),
                tc.draw(lists(operations()).maxSize(2))));
    }

    static Generator<Write> writes(Bytes key) {
        return oneOf(
                composite(tc -> new Write.Put(key, tc.draw(values()), tc.draw(oneOf(just(0L), just(0L), leases())))),
                just(new Write.Delete(key)),
                sampledFrom(1L, -5L, Long.MAX_VALUE, Long.MIN_VALUE).map(delta -> new Write.Add(key, delta)));
    }

    static Generator<Command> commits() {
        return composite(tc -> {
            var writes = new ArrayList<Write>();
            for (Bytes key : tc.draw(sets(keys()).maxSize(3))) {
                writes.add(tc.draw(writes(key)));
            }
            if (!writes.isEmpty() && tc.draw(booleans(0.05))) {
                writes.add(writes.getFirst());
            }
            return new Command.Commit(
                    new TransactionId(0, tc.draw(longs(0, 30))),
                    tc.draw(enums(IsolationLevel.class)),
                    tc.draw(revisions()),
                    tc.draw(lists(ranges()).maxSize(3)),
                    tc.draw(lists(keys()).maxSize(1)),
                    writes);
        });
    }

    /** Rarely the one after which nothing is changed any more. */
    private static Generator<Alarm.Kind> alarmKinds() {
        return sampledFrom(Alarm.Kind.NO_SPACE, Alarm.Kind.NO_SPACE, Alarm.Kind.NO_SPACE, Alarm.Kind.CORRUPT);
    }

    /** Some commands: often many. */
    static Generator<List<Command>> logs(int max) {
        return integers(0, max)
                .flatMap(least -> lists(commands()).minSize(least).maxSize(max));
    }

    static Generator<Command> commands() {
        return oneOf(
                operations().map(Command.Execute::new),
                operations().map(Command.Execute::new),
                operations().map(Command.Execute::new),
                commits(),
                commits(),
                revisions().map(Command.Compact::new),
                composite(tc -> new Command.GrantLease(tc.draw(longs(1, 3)), tc.draw(longs(0, 4)))),
                longs(1, 3).map(Command.RevokeLease::new),
                composite(tc -> new Command.SetAlarm(
                        new Alarm(tc.draw(integers(1, 2)), tc.draw(alarmKinds())), tc.draw(booleans(0.3)))));
    }
}
