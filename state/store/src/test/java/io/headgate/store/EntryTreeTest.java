package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

class EntryTreeTest {
    /** Large enough for three levels, filled in and against the order of keys and mixed, and emptied again. */
    @HegelTest(testCases = 60)
    void itHoldsWhatASortedMapHoldsAndOldTreesStayAsTheyWere(TestCase tc) {
        var random = new Random(tc.draw(longs(0, 1_000), "seed"));
        int keys = tc.draw(sampledFrom(3, 70, 500, 6_000), "keys");
        int order = tc.draw(integers(-1, 1), "order");
        EntryTree tree = EntryTree.EMPTY;
        var builder = new EntryTreeBuilder();
        var model = new TreeMap<Bytes, Entry>();
        for (int i = 0; i < keys; i++) {
            Bytes key = key(order == 0 ? random.nextInt(keys) : order > 0 ? i : keys - i);
            assertThat(builder.find(key)).isSameAs(model.get(key));
            if (!model.containsKey(key)) {
                var entry = new Entry(new KeyValue(key, Bytes.EMPTY, 2, 2, 1, 0));
                tree = tree.with(entry);
                builder.add(entry);
                model.put(key, entry);
            }
        }
        if (tc.draw(booleans(), "isBuilt")) {
            tree = builder.build();
        }
        tree.checkInvariants();
        assertThat(held(tree, KeyRange.ALL)).isEqualTo(List.copyOf(model.values()));
        EntryTree full = tree;
        var before = List.copyOf(model.values());
        for (int i = 0; i < keys; i++) {
            Bytes key = key(random.nextInt(keys));
            tree = tree.without(key);
            model.remove(key);
            assertThat(tree.find(key)).isNull();
        }
        tree.checkInvariants();
        assertThat(held(tree, KeyRange.ALL)).isEqualTo(List.copyOf(model.values()));
        assertThat(held(full, KeyRange.ALL)).isEqualTo(before);
        for (int i = 0; i < 20; i++) {
            Bytes from = key(random.nextInt(keys));
            Bytes to = key(random.nextInt(keys));
            if (from.compareTo(to) <= 0) {
                assertThat(held(tree, new KeyRange(from, to)))
                        .isEqualTo(List.copyOf(model.subMap(from, to).values()));
                assertThat(heldBackwards(tree, new KeyRange(from, to)))
                        .isEqualTo(List.copyOf(model.subMap(from, to).values()).reversed());
            }
            assertThat(held(tree, new KeyRange(from, null)))
                    .isEqualTo(List.copyOf(model.tailMap(from, true).values()));
            assertThat(heldBackwards(tree, new KeyRange(from, null)))
                    .isEqualTo(List.copyOf(model.tailMap(from, true).values()).reversed());
            assertThat(tree.find(from)).isSameAs(model.get(from));
        }
        if (tc.draw(booleans(), "isEmptied")) {
            for (Bytes key : model.keySet()) {
                tree = tree.without(key);
            }
            tree.checkInvariants();
            assertThat(tree.isEmpty()).isTrue();
        }
    }

    @HegelTest(testCases = 60)
    void aVisitorThatHasEnoughSeesNoMoreFromWhicheverEndItCame(TestCase tc) {
        int keys = tc.draw(sampledFrom(1, 64, 65, 500), "keys");
        EntryTree tree = EntryTree.EMPTY;
        for (int i = 0; i < keys; i++) {
            tree = tree.with(new Entry(new KeyValue(key(i), Bytes.EMPTY, 2, 2, 1, 0)));
        }
        int wanted = tc.draw(integers(1, keys + 1), "wanted");
        var all = held(tree, KeyRange.ALL);
        var first = new ArrayList<Entry>();
        var last = new ArrayList<Entry>();
        boolean isThrough = tree.visit(KeyRange.ALL, entry -> first.add(entry) && first.size() < wanted);
        assertThat(tree.visitBackwards(KeyRange.ALL, entry -> last.add(entry) && last.size() < wanted))
                .isEqualTo(isThrough)
                .isEqualTo(wanted > keys);
        int seen = Math.min(wanted, keys);
        assertThat(first).isEqualTo(all.subList(0, seen));
        assertThat(last.reversed()).isEqualTo(all.subList(keys - seen, keys));
    }

    private static List<Entry> heldBackwards(EntryTree tree, KeyRange range) {
        var held = new ArrayList<Entry>();
        tree.visitBackwards(range, held::add);
        return held;
    }

    private static List<Entry> held(EntryTree tree, KeyRange range) {
        var held = new ArrayList<Entry>();
        tree.visit(range, held::add);
        return held;
    }

    private static Bytes key(int number) {
        return Bytes.of("%06d".formatted(number));
    }
}
