package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches beside every event that ever was. */
class WatchModelTest {

    /** A watch, what it still has to give, and how often it was told to look. */
    private static final class Watcher {
        private final WatchRequest request;
        private final Watch watch;
        private int readies;
        private int readiesAtPoll;
        private boolean hadNothingMore;
        private boolean isTold;
        private long next;
        private int givenOfNext;
        private boolean hasEnded;

        Watcher(Keyspace store, WatchRequest request) {
            this.request = request;
            this.next = request.fromRevision() == 0 ? store.revision() + 1 : request.fromRevision();
            this.watch = store.watch(request, () -> readies++);
        }
    }

    static class WatchMachine {
        private final Keyspace store = new Keyspace();
        private final StoreModel model = new StoreModel();
        private final List<Watcher> watchers = new ArrayList<>();

        @Rule
        void apply(TestCase tc) {
            Command command = tc.draw(Draws.commands());
            store.apply(store.slot() + 1, 0, command);
            model.apply(command);
            watchers.forEach(this::assertIsTold);
        }

        @Rule
        void compact(TestCase tc) {
            var command = new Command.Compact(Math.max(0, store.revision() - tc.draw(longs(0, 3))));
            store.apply(store.slot() + 1, 0, command);
            model.apply(command);
        }

        @Rule
        void aLaterStateTakesThePlace(TestCase tc) {
            Keyspace later = States.read(States.written(store));
            for (Command command : tc.draw(lists(Draws.commands()).maxSize(4))) {
                later.apply(later.slot() + 1, 0, command);
                model.apply(command);
            }
            store.become(later);
            for (Watcher watcher : watchers) {
                watcher.isTold |= watcher.hadNothingMore && !watcher.hasEnded;
                assertThat(watcher.readies - watcher.readiesAtPoll).isEqualTo(watcher.isTold ? 1 : 0);
            }
        }

        @Rule
        void watch(TestCase tc) {
            long from = tc.draw(longs(0, 6));
            var request = new WatchRequest(
                    tc.draw(Draws.ranges()),
                    from == 0 ? 0 : Math.max(1, store.revision() + 4 - from),
                    tc.draw(booleans()),
                    !tc.draw(booleans(0.2)),
                    !tc.draw(booleans(0.2)));
            watchers.add(new Watcher(store, request));
        }

        @Rule
        void poll(TestCase tc) {
            if (watchers.isEmpty()) {
                return;
            }
            Watcher watcher = watchers.get(tc.draw(integers(0, watchers.size() - 1)));
            poll(watcher, tc.draw(integers(1, 4)), tc.draw(integers(1, 12)));
        }

        @Rule
        void pollAllToTheEnd() {
            for (Watcher watcher : watchers) {
                for (int i = 0; i < 200 && !watcher.hadNothingMore && !watcher.hasEnded; i++) {
                    poll(watcher, 2, 6);
                }
                assertThat(watcher.hadNothingMore || watcher.hasEnded).isTrue();
            }
        }

        private void poll(Watcher watcher, int maxEvents, int maxBytes) {
            List<Event> due = due(watcher);
            switch (watcher.watch.poll(maxEvents, maxBytes)) {
                case Watch.Polled.Compacted(var compacted) -> {
                    assertThat(compacted).isEqualTo(model.compacted).isGreaterThanOrEqualTo(watcher.next);
                    watcher.hasEnded = true;
                }
                case Watch.Polled.Events events -> {
                    assertThat(watcher.hasEnded).isFalse();
                    assertIsNext(due, events, maxEvents, maxBytes);
                    follow(watcher, events);
                }
            }
            watcher.readiesAtPoll = watcher.readies;
            watcher.isTold = false;
        }

        private void assertIsNext(List<Event> due, Watch.Polled.Events events, int maxEvents, int maxBytes) {
            List<Event> given = events.events();
            assertThat(given).isEqualTo(due.subList(0, given.size()));
            assertThat(given).hasSizeLessThanOrEqualTo(maxEvents);
            assertThat(given.size() <= 1 || bytes(given) <= maxBytes).isTrue();
            if (!events.more()) {
                assertThat(given).hasSameSizeAs(due);
                assertThat(events.through()).isEqualTo(model.revision());
            }
            List<Event> left = due.subList(given.size(), due.size());
            assertThat(left).allMatch(event -> revision(event) > events.through());
            boolean isCut =
                    !left.isEmpty() && !given.isEmpty() && revision(left.getFirst()) == revision(given.getLast());
            assertThat(events.fragment()).isEqualTo(isCut);
            if (isCut) {
                assertThat(given)
                        .as("one revision only is cut")
                        .allMatch(e -> revision(e) == revision(given.getLast()));
            }
            assertThat(given.isEmpty() && events.more() && !due.isEmpty())
                    .as("makes progress")
                    .isFalse();
        }

        private void follow(Watcher watcher, Watch.Polled.Events events) {
            if (events.fragment()) {
                boolean isSame = watcher.next == events.through() + 1;
                watcher.givenOfNext = events.events().size() + (isSame ? watcher.givenOfNext : 0);
            } else {
                watcher.givenOfNext = 0;
            }
            watcher.next = Math.max(watcher.next, events.through() + 1);
            watcher.hadNothingMore = !events.more();
        }

        private void assertIsTold(Watcher watcher) {
            watcher.isTold |=
                    watcher.hadNothingMore && !watcher.hasEnded && !due(watcher).isEmpty();
            assertThat(watcher.readies - watcher.readiesAtPoll).isEqualTo(watcher.isTold ? 1 : 0);
        }

        private static long revision(Event event) {
            return event.current().modRevision();
        }

        private static long bytes(List<Event> events) {
            return events.stream()
                    .mapToLong(e -> size(e.current()) + (e.previous() == null ? 0 : size(e.previous())))
                    .sum();
        }

        private static long size(KeyValue kv) {
            return (long) kv.key().size() + kv.value().size();
        }

        /** All that a watcher has not been given. */
        private List<Event> due(Watcher watcher) {
            var due = new ArrayList<Event>();
            for (long revision = watcher.next; revision <= model.revision(); revision++) {
                for (KeyValue change : model.changesOf(revision)) {
                    boolean isDelete = change.version() == 0;
                    if (watcher.request.range().contains(change.key())
                            && (isDelete ? watcher.request.deletes() : watcher.request.puts())) {
                        var previous = watcher.request.previous() && revision - 1 >= model.compacted
                                ? model.at(revision - 1).get(change.key())
                                : null;
                        due.add(isDelete ? new Event.Delete(change, previous) : new Event.Put(change, previous));
                    }
                }
            }
            return due.subList(Math.min(watcher.givenOfNext, due.size()), due.size());
        }
    }

    @HegelTest(testCases = 1_000)
    void watchersGetEveryEventOnceInOrderOrAreTold(TestCase tc) {
        StateMachine.run(tc, WatchMachine::new);
    }

    @Test
    void anIdleWatchIsNotOvertakenByCompaction() {
        var store = new Keyspace();
        Watch watch = store.watch(WatchRequest.of(KeyRange.of(Bytes.of("a")), 0), () -> {});
        assertThat(watch.poll(1, 1)).isEqualTo(new Watch.Polled.Events(List.of(), 1, false, false));
        for (int i = 0; i < 10; i++) {
            put(store, "b");
        }
        store.apply(store.slot() + 1, 0, new Command.Compact(9));
        assertThat(watch.poll(1, 1)).isEqualTo(new Watch.Polled.Events(List.of(), 11, false, false));
    }

    @Test
    void aWatchThatIsTooSlowIsToldForEver() {
        var store = new Keyspace();
        Watch watch = store.watch(WatchRequest.of(KeyRange.of(Bytes.of("a")), 0), () -> {});
        watch.poll(1, 1);
        put(store, "a");
        put(store, "a");
        put(store, "a");
        store.apply(store.slot() + 1, 0, new Command.Compact(3));
        store.tidy(100);
        assertThat(watch.poll(1, 1)).isEqualTo(new Watch.Polled.Compacted(3));
        assertThat(watch.poll(1, 1)).isEqualTo(new Watch.Polled.Compacted(3));
    }

    @Test
    void aClosedWatchIsNotCalled() {
        var store = new Keyspace();
        var calls = new ArrayList<String>();
        Watch open = store.watch(WatchRequest.of(KeyRange.ALL, 0), () -> calls.add("open"));
        Watch closed = store.watch(WatchRequest.of(KeyRange.ALL, 0), () -> calls.add("closed"));
        open.poll(1, 1);
        closed.poll(1, 1);
        closed.close();
        put(store, "a");
        assertThat(calls).containsExactly("open");
    }

    private static void put(Keyspace store, String key) {
        store.apply(store.slot() + 1, 0, new Command.Execute(Operation.Put.of(Bytes.of(key), Bytes.EMPTY)));
    }
}
