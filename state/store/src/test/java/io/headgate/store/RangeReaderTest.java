package io.headgate.store;

import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.store.Operation.Order;
import io.headgate.store.Operation.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Ranges over more keys than a leaf of the tree has; few keys are in {@link KeyspaceModelTest}. */
class RangeReaderTest {
    private static final long NEWEST = 30;

    /** Keys that came, changed and went at revisions of which the last can be read. */
    @HegelTest(testCases = 200)
    void whatIsGivenIsTheBeginningOfEverythingSortedAndTheCountIsOfAll(TestCase tc) {
        var random = new Random(tc.draw(longs(0, 1_000), "seed"));
        int keys = tc.draw(sampledFrom(3, 64, 200, 1_000), "keys");
        EntryTree tree = EntryTree.EMPTY;
        var model = new ArrayList<Entry>();
        for (int i = 0; i < keys; i++) {
            var entry = new Entry(version(i, random.nextInt(1, 20), random));
            for (int more = random.nextInt(3); more > 0; more--) {
                long revision = entry.newest().modRevision() + random.nextInt(1, 10);
                entry.add(random.nextInt(3) == 0 ? Entry.tombstone(entry.key, revision) : version(i, revision, random));
            }
            tree = tree.with(entry);
            model.add(entry);
        }
        long revision = tc.draw(longs(20, NEWEST), "revision");
        var keysWanted = new KeyRange(
                key(tc.draw(integers(0, keys), "from")),
                tc.draw(sampledFrom(true, false), "isOpen") ? null : key(tc.draw(integers(0, keys), "to")));
        int limit = tc.draw(integers(0, 10), "limit");
        Order order = tc.draw(enums(Order.class), "order");
        // Without an order the limit is applied before other targets sort, which KeyspaceModelTest looks at.
        Target target = order == Order.NONE ? Target.KEY : tc.draw(enums(Target.class), "target");
        long leastModRevision = tc.draw(sampledFrom(0L, 10L, 25L), "leastModRevision");
        var range = new Operation.Range(
                keysWanted, revision, limit, order, target, false, false, leastModRevision, 0, 0, 0);

        List<KeyValue> there = model.stream()
                .filter(entry -> keysWanted.contains(entry.key))
                .flatMap(entry -> Stream.ofNullable(entry.at(revision)))
                .toList();
        List<KeyValue> sorted = there.stream()
                .filter(kv -> kv.modRevision() >= leastModRevision)
                .sorted(order == Order.DESCENDING ? by(target).reversed() : by(target))
                .toList();
        boolean isCut = limit > 0 && sorted.size() > limit;
        assertThat(RangeReader.read(range, tree, NEWEST, /* compacted= */ -1))
                .isEqualTo(new Response.Ranged(isCut ? sorted.subList(0, limit) : sorted, there.size(), isCut));
    }

    private static Comparator<KeyValue> by(Target target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }

    private static KeyValue version(int key, long revision, Random random) {
        Bytes value = Bytes.of(Integer.toString(random.nextInt(5)));
        return new KeyValue(key(key), value, random.nextLong(1, revision + 1), revision, random.nextInt(1, 5), 0);
    }

    private static Bytes key(int number) {
        return Bytes.of("%04d".formatted(number));
    }
}
