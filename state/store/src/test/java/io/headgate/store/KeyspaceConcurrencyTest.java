package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Readers and watchers while one thread applies, compacts and tidies. Each transaction writes one number to all of some
 * keys, so that a reader who sees two numbers has seen half a revision.
 */
class KeyspaceConcurrencyTest {
    private static final int KEYS = 80;
    private static final int ROUNDS = 1_500;

    private final Keyspace store = new Keyspace();
    private final AtomicBoolean isDone = new AtomicBoolean();

    @Test
    void readersSeeWholeRevisionsAndWatchersEveryOne() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            var tasks = new ArrayList<Future<?>>();
            tasks.add(threads.submit(this::readNewest));
            tasks.add(threads.submit(this::readOlder));
            for (int i = 0; i < 3; i++) {
                int key = i * 7;
                tasks.add(threads.submit(() -> watch(key)));
            }
            tasks.add(threads.submit(this::hash));
            tasks.add(threads.submit(this::pounce));
            try {
                write();
            } finally {
                isDone.set(true);
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
    }

    /** The keys come and go, so that entries and nodes of the tree do. */
    private void write() {
        for (int round = 1; round <= ROUNDS; round++) {
            var operations = new ArrayList<Operation>();
            for (int key = 0; key < KEYS; key++) {
                boolean isLeftOut = key % 7 != 0 && round % 3 == 0;
                operations.add(
                        isLeftOut
                                ? new Operation.DeleteRange(KeyRange.of(key(key)), false)
                                : Operation.Put.of(key(key), Bytes.of(Integer.toString(round))));
            }
            apply(new Command.Execute(new Operation.Txn(List.of(), operations, List.of())));
            if (round % 50 == 0) {
                apply(new Command.Compact(store.revision() - 20));
                store.tidy(10);
            }
        }
    }

    private void apply(Command command) {
        store.apply(store.slot() + 1, 0, command);
    }

    private static Bytes key(int number) {
        return Bytes.of("key" + number);
    }

    private void readNewest() {
        while (!isDone.get()) {
            assertIsWhole(store.range(Operation.Range.of(KeyRange.ALL)), 0);
        }
    }

    private void readOlder() {
        while (!isDone.get()) {
            long revision = Math.max(1, store.revision() - 25);
            assertIsWhole(store.range(Operation.Range.at(KeyRange.ALL, revision)), revision);
        }
    }

    private static void assertIsWhole(Response response, long revision) {
        if (response instanceof Response.Refused(var refusal)) {
            assertThat(refusal).isInstanceOf(Refusal.Compacted.class);
            assertThat(revision).as("the newest is never compacted").isPositive();
            return;
        }
        List<KeyValue> found = ((Response.Ranged) response).keyValues();
        if (found.isEmpty()) {
            assertThat(revision).isLessThanOrEqualTo(1);
            return;
        }
        assertThat(found.stream().map(KeyValue::modRevision).distinct()).hasSize(1);
        assertThat(found.stream().map(KeyValue::value).distinct()).hasSize(1);
        long round = found.getFirst().modRevision() - 1;
        assertThat(found).hasSize(round % 3 == 0 ? (KEYS + 6) / 7 : KEYS);
        assertThat(revision == 0 || found.getFirst().modRevision() == revision).isTrue();
    }

    /** Waits when there is nothing more; a wake-up that got lost would leave it waiting for ever. */
    private Void watch(int key) throws InterruptedException {
        var ready = new Semaphore(0);
        long expected = 2;
        try (Watch watch = store.watch(WatchRequest.of(KeyRange.of(key(key)), 1), ready::release)) {
            while (expected <= ROUNDS + 1) {
                var polled = watch.poll(10, 10_000);
                if (!(polled instanceof Watch.Polled.Events(var events, var _, var _, var more))) {
                    assertThat(((Watch.Polled.Compacted) polled).compactedRevision())
                            .isGreaterThan(expected);
                    return null;
                }
                for (Event event : events) {
                    assertThat(event.current().modRevision()).isEqualTo(expected++);
                }
                if (!more && expected <= ROUNDS + 1) {
                    ready.acquire();
                    assertThat(ready.availablePermits()).isZero();
                }
            }
        }
        return null;
    }

    /** Looks at each revision the moment it is published: what it changed must be there. */
    private void pounce() {
        long seen = 1;
        while (!isDone.get()) {
            long revision = store.revision();
            if (revision > seen) {
                seen = revision;
                boolean isThere = !store.readableChanges(revision).isEmpty();
                assertThat(isThere || store.compactedRevision() >= revision).isTrue();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Walks everything, and begins anew when compaction was faster. */
    private void hash() {
        while (!isDone.get()) {
            assertThat(store.hash(0)).isInstanceOf(Response.Hashed.class);
        }
    }
}
