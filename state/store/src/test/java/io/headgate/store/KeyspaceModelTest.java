package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;

/** The store beside {@link StoreModel}, under any commands. */
class KeyspaceModelTest {
    private static final int STEPS = 25;

    @HegelTest(testCases = 1_500)
    void everyAnswerIsTheModels(TestCase tc) {
        var store = new Keyspace();
        var model = new StoreModel();
        for (Command command : tc.draw(Draws.logs(STEPS), "commands")) {
            Reply reply = store.apply(store.slot() + 1, 0, command);
            assertThat(reply.response()).as("%s", command).isEqualTo(model.apply(command));
            assertThat(reply.revision()).as("%s", command).isEqualTo(model.revision());
            assertReadsAreTheModels(store, model);
        }
        var read = tc.draw(Draws.reads(), "read");
        assertThat(store.range(read)).isEqualTo(model.range(read));
    }

    private static void assertReadsAreTheModels(Keyspace store, StoreModel model) {
        assertThat(store.revision()).isEqualTo(model.revision());
        assertThat(store.compactedRevision()).isEqualTo(model.compacted);
        for (long revision = Math.max(1, model.compacted); revision <= model.revision(); revision++) {
            assertThat(store.range(Operation.Range.at(KeyRange.ALL, revision)))
                    .as("at %s", revision)
                    .isEqualTo(model.range(Operation.Range.at(KeyRange.ALL, revision)));
        }
        assertThat(store.leaseIds()).containsExactlyElementsOf(model.leases.keySet());
        model.leases.forEach((id, ttl) -> assertThat(store.lease(id))
                .hasValue(new Lease(id, ttl, model.tokens.getOrDefault(id, 0L), model.attached(id))));
        store.tree().checkInvariants();
    }

    @HegelTest(testCases = 500)
    void transactionsWithoutWritesAreReadWithoutTheLogAsWithIt(TestCase tc) {
        var store = new Keyspace();
        for (Command command : tc.draw(Draws.logs(STEPS), "commands")) {
            store.apply(store.slot() + 1, 0, command);
        }
        store.apply(store.slot() + 1, 0, new Command.SetAlarm(new Alarm(1, Alarm.Kind.CORRUPT), false));
        store.apply(store.slot() + 1, 0, new Command.SetAlarm(new Alarm(2, Alarm.Kind.CORRUPT), false));
        var txn = new Operation.Txn(
                tc.draw(lists(Draws.compares()).maxSize(2), "compares"),
                List.copyOf(tc.draw(lists(Draws.reads()).maxSize(2), "success")),
                List.copyOf(tc.draw(lists(Draws.reads()).maxSize(2), "failure")));
        Reply read = store.read(txn);
        assertThat(read.revision()).isEqualTo(store.revision());
        assertThat(store.apply(store.slot() + 1, 0, new Command.Execute(txn)).response())
                .isEqualTo(read.response());
    }

    @HegelTest(testCases = 500)
    void whatWasWrittenOutAndReadInGoesOnLikeTheOriginal(TestCase tc) {
        var original = new Keyspace();
        for (Command command : tc.draw(Draws.logs(STEPS), "commands")) {
            original.apply(original.slot() + 1, 0, command);
        }
        int chunkBytes = tc.draw(oneOf(integers(1, 40), sampledFrom(100, 4096)), "chunkBytes");
        boolean isTidied = tc.draw(booleans(), "isTidied");
        if (isTidied) {
            original.tidy(Integer.MAX_VALUE);
        }
        Keyspace restored;
        try (StateWriter writer = original.snapshot()) {
            // What is applied meanwhile is not part of it.
            var later = tc.draw(Draws.logs(5), "later");
            byte[] before = States.written(original);
            later.forEach(command -> original.apply(original.slot() + 1, 0, command));
            restored = States.read(writer, chunkBytes);
            assertThat(States.written(restored)).isEqualTo(before);
            later.forEach(command -> restored.apply(restored.slot() + 1, 0, command));
        }
        for (Command command : tc.draw(Draws.logs(STEPS), "more")) {
            assertThat(restored.apply(restored.slot() + 1, 0, command))
                    .isEqualTo(original.apply(original.slot() + 1, 0, command));
        }
        assertThat(States.written(restored)).isEqualTo(States.written(original));
        assertThat(restored.hash(0)).isEqualTo(original.hash(0));
        assertThat(restored.liveBytes()).isEqualTo(original.liveBytes());
        original.tidy(Integer.MAX_VALUE);
        restored.tidy(Integer.MAX_VALUE);
        assertThat(restored.storeBytes()).isEqualTo(original.storeBytes());
        for (KeyRange range : List.of(KeyRange.ALL, KeyRange.prefix(Bytes.of("b")))) {
            var request = new WatchRequest(range, Math.max(1, original.compactedRevision()), true, true, true);
            assertThat(restored.watch(request, () -> {}).poll(1_000, 1_000_000))
                    .isEqualTo(original.watch(request, () -> {}).poll(1_000, 1_000_000));
        }
    }

    @HegelTest(testCases = 300)
    void membersThatReadAndTidyDifferentlyHaveEqualStates(TestCase tc) {
        var quiet = new Keyspace();
        var busy = new Keyspace();
        var watches = new ArrayList<Watch>();
        for (Command command : tc.draw(Draws.logs(STEPS), "commands")) {
            long slot = quiet.slot() + tc.draw(integers(1, 3));
            Reply reply = quiet.apply(slot, slot, command);
            busy.range(tc.draw(Draws.reads()));
            watches.add(busy.watch(WatchRequest.of(tc.draw(Draws.ranges()), 0), () -> {}));
            watches.forEach(watch -> watch.poll(1, 10));
            assertThat(busy.apply(slot, slot, command)).isEqualTo(reply);
            busy.tidy(tc.draw(integers(0, 3)));
        }
        assertThat(busy.hash(0)).isEqualTo(quiet.hash(0));
        assertThat(States.written(busy)).isEqualTo(States.written(quiet));
    }
}
