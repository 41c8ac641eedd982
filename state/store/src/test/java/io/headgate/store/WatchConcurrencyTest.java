package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * One thread writes a key the moment the other has seen the write before, while that one looks for more and goes to sleep:
 * in nearly every round the write falls beside the arming of the watch.
 */
class WatchConcurrencyTest {
    private static final Bytes KEY = Bytes.of("key");
    private static final int ROUNDS = 20_000;

    /** Of other keys: looking at so many takes milliseconds, and one poll looks at them all. */
    private static final int REVISIONS = 60_000;

    private static final int LONG_LOOKS = 20;

    private final Keyspace store = new Keyspace();
    private final AtomicLong seen = new AtomicLong(1);
    private final Semaphore ready = new Semaphore(0);

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // Yielding only makes room on a busy machine, nothing depends on it.
    void noWakeUpIsLostBetweenLookingAndSleeping() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> watcher = threads.submit(this::watch);
            for (long revision = 2; revision <= ROUNDS && !watcher.isDone(); revision++) {
                put(KEY);
                while (seen.get() < revision && !watcher.isDone()) {
                    Thread.yield();
                }
            }
            watcher.get();
        }
    }

    /** The write falls between the poll's look at the newest revision and its arming, wherever it falls. */
    @Test
    void aWriteDuringALongLookIsGivenOrTold() throws Exception {
        for (int i = 0; i < REVISIONS; i++) {
            put(Bytes.of("other"));
        }
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            for (int look = 0; look < LONG_LOOKS; look++) {
                var key = Bytes.of("key " + look);
                var isLooking = new CountDownLatch(1);
                Future<?> write = threads.submit(() -> {
                    isLooking.await();
                    put(key);
                    return null;
                });
                try (Watch watch = store.watch(WatchRequest.of(KeyRange.of(key), 2), ready::release)) {
                    isLooking.countDown();
                    var polled = (Watch.Polled.Events) watch.poll(10, 1_000);
                    write.get();
                    assertThat(!polled.events().isEmpty() || polled.more() || ready.tryAcquire())
                            .as("given or told, in look %s", look)
                            .isTrue();
                }
            }
        }
    }

    private void put(Bytes key) {
        store.apply(store.slot() + 1, 0, new Command.Execute(Operation.Put.of(key, Bytes.EMPTY)));
    }

    private Void watch() throws InterruptedException {
        try (Watch watch = store.watch(WatchRequest.of(KeyRange.of(KEY), 2), ready::release)) {
            while (seen.get() < ROUNDS) {
                // Between nothing and some microseconds, about what the other thread takes to write.
                for (long i = seen.get() % 128; i > 0; i--) {
                    Thread.onSpinWait();
                }
                var polled = (Watch.Polled.Events) watch.poll(10, 1_000);
                for (Event event : polled.events()) {
                    assertThat(event.current().modRevision()).isEqualTo(seen.get() + 1);
                    seen.incrementAndGet();
                }
                if (!polled.more() && seen.get() < ROUNDS) {
                    // Only a wake-up that was lost takes as long.
                    assertThat(ready.tryAcquire(20, TimeUnit.SECONDS))
                            .as("told")
                            .isTrue();
                }
            }
        }
        return null;
    }
}
