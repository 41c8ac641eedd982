package io.headgate.replica;

import io.headgate.history.SequentialSpecification;
import io.headgate.store.Bytes;
import io.headgate.store.Compare;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Operation;
import io.headgate.store.Operation.DeleteRange;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Range;
import io.headgate.store.Operation.Txn;
import io.headgate.store.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one store answers that is asked one thing after another: the few operations that {@link KvScenario} asks for. */
final class SlowStore implements SequentialSpecification<SlowStore.State, Operation, SlowStore.Answer> {
    /** Keys at a revision. */
    record State(long revision, Map<Bytes, KeyValue> keys) {}

    /** @param revision the store's after it */
    record Answer(long revision, Response response) {}

    @Override
    public State initial() {
        return new State(1, Map.of());
    }

    @Override
    public List<Step<State, Answer>> steps(State state, Operation operation) {
        Run run = new Run(state.revision + 1, state.keys);
        Response response = run.carryOut(operation);
        long revision = run.isChanged ? run.revision : state.revision;
        return List.of(new Step<>(new Answer(revision, response), new State(revision, run.keys)));
    }

    /** One operation, whose changes all have one revision. */
    private static final class Run {
        private final long revision;
        private final Map<Bytes, KeyValue> keys;
        private boolean isChanged;

        Run(long revision, Map<Bytes, KeyValue> keys) {
            this.revision = revision;
            this.keys = new TreeMap<>(keys);
        }

        Response carryOut(Operation operation) {
            return switch (operation) {
                case Range range -> {
                    List<KeyValue> found = in(range.range());
                    yield new Response.Ranged(found, found.size(), /* more= */ false);
                }
                case Put put -> {
                    put(put);
                    yield new Response.Written(null);
                }
                case DeleteRange(var range, var wantsPrevious) -> {
                    List<KeyValue> deleted = in(range);
                    deleted.forEach(each -> keys.remove(each.key()));
                    isChanged |= !deleted.isEmpty();
                    yield new Response.Deleted(deleted.size(), wantsPrevious ? deleted : List.of());
                }
                case Txn(var compares, var success, var failure) -> {
                    boolean holds = compares.stream().allMatch(this::holds);
                    List<Response> responses = new ArrayList<>();
                    (holds ? success : failure).forEach(each -> responses.add(carryOut(each)));
                    yield new Response.Decided(holds, responses);
                }
            };
        }

        private void put(Put put) {
            KeyValue before = keys.get(put.key());
            keys.put(
                    put.key(),
                    new KeyValue(
                            put.key(),
                            put.value(),
                            before == null ? revision : before.createRevision(),
                            revision,
                            before == null ? 1 : before.version() + 1,
                            0));
            isChanged = true;
        }

        private boolean holds(Compare compare) {
            KeyValue found = keys.get(compare.range().from());
            return compare.subject().equals(new Compare.Subject.Version(found == null ? 0 : found.version()));
        }

        private List<KeyValue> in(KeyRange range) {
            return keys.values().stream()
                    .filter(each -> range.contains(each.key()))
                    .toList();
        }
    }
}
