package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both ways to find a conflict, walking what ranges hold and walking what was changed, give the one right answer. */
class ConflictCheckTest {
    private static final IsolationLevel LEVEL = IsolationLevel.SERIALIZABLE;

    @HegelTest(testCases = 1_000)
    void theLowestKeyThatWasModifiedSinceIsFoundWhicheverWayIsShorter(TestCase tc) {
        int keys = tc.draw(sampledFrom(3, 12, 60), "keys");
        var store = new Keyspace();
        var modified = new TreeMap<Bytes, Long>();
        for (int key : tc.draw(lists(integers(0, keys - 1)).maxSize(60), "written")) {
            long before = store.revision();
            Operation operation = tc.draw(booleans(0.2)) ? delete(key) : put(key);
            store.apply(store.slot() + 1, 0, new Command.Execute(operation));
            if (store.revision() > before) {
                modified.put(key(key), store.revision());
            }
        }
        long startedAt = Math.max(1, store.revision() - tc.draw(longs(0, 60), "age"));
        var ranges = tc.draw(lists(integers(0, keys - 1)).minSize(1).maxSize(8), "read").stream()
                .map(from -> KeyRange.of(key(from)))
                .collect(Collectors.toCollection(ArrayList::new));
        if (tc.draw(booleans(), "hasScan")) {
            ranges.add(new KeyRange(
                    key(tc.draw(integers(0, keys - 1), "from")), key(tc.draw(integers(0, keys - 1), "to"))));
        }
        CommitOutcome expected = modified.entrySet().stream()
                .filter(change -> change.getValue() > startedAt)
                .filter(change -> ranges.stream().anyMatch(range -> range.contains(change.getKey())))
                .findFirst()
                .<CommitOutcome>map(change -> new CommitOutcome.Conflict(change.getKey(), change.getValue(), startedAt))
                .orElseGet(() -> new CommitOutcome.Committed(store.revision() + 1));
        assertThat(commit(store, startedAt, ranges)).isEqualTo(expected);
    }

    @Test
    void aKeyModifiedInTheVeryRevisionOfTheBeginningIsNoConflictHoweverLongAgo() {
        for (int later : List.of(0, 1, 3, 100)) {
            var store = new Keyspace();
            store.apply(1, 0, new Command.Execute(put(1)));
            for (int i = 0; i < later; i++) {
                store.apply(store.slot() + 1, 0, new Command.Execute(put(2)));
            }
            assertThat(commit(store, 2, List.of(KeyRange.of(key(1))))).isInstanceOf(CommitOutcome.Committed.class);
            assertThat(commit(store, 1, List.of(KeyRange.of(key(1)))))
                    .isEqualTo(new CommitOutcome.Conflict(key(1), 2, 1));
        }
    }

    private static CommitOutcome commit(Keyspace store, long startedAt, List<KeyRange> reads) {
        var id = new TransactionId(store.slot(), startedAt);
        var write = new Write.Put(Bytes.of("written"), Bytes.EMPTY, 0);
        var commit = new Command.Commit(id, LEVEL, startedAt, reads, List.of(), List.of(write));
        return ((Response.Ended) store.apply(store.slot() + 1, 0, commit).response()).outcome();
    }

    private static Operation put(int key) {
        return Operation.Put.of(key(key), Bytes.EMPTY);
    }

    private static Operation delete(int key) {
        return new Operation.DeleteRange(KeyRange.of(key(key)), false);
    }

    private static Bytes key(int number) {
        return Bytes.of("key%02d".formatted(number));
    }
}
