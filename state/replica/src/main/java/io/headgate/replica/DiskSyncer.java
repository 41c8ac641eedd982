package io.headgate.replica;

import io.headgate.disk.SyncOutcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that waits for a disk's syncs, one after the other, in the order in which they were asked for. Those of one file
 * that wait together become one. {@link #sync} and {@link #close} are called by the owner only.
 */
final class DiskSyncer {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSyncer.class);

    /** A sync that waits, or the sign to end. */
    private sealed interface Request {
        /**
         * What to sync, and whom to tell.
         *
         * @param withSize whether all metadata is meant, not only what is needed to read the bytes
         */
        record Sync(FileChannel channel, boolean withSize, Consumer<SyncOutcome> completion) implements Request {}

        record End() implements Request {}
    }

    private final Executor owner;
    private final SyncTimes times = new SyncTimes();
    private final Thread thread;

    /** Of the owner: it wants to hear nothing more. */
    private boolean isClosed;

    /** The owner puts, the thread takes. Whoever asks for syncs waits for them: it stays short. */
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    DiskSyncer(Path folder, Executor owner) {
        this.owner = owner;
        this.thread = Thread.ofPlatform().name("disk-sync " + folder).start(this::run);
    }

    void sync(FileChannel channel, boolean withSize, Consumer<SyncOutcome> completion) {
        requests.add(new Request.Sync(channel, withSize, completion));
    }

    SyncTimes times() {
        return times;
    }

    /** Ends the thread after the syncs that were asked for, of which nobody is told any more. */
    void close() {
        isClosed = true;
        requests.add(new Request.End());
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Request> taken = new ArrayList<>();
        while (true) {
            try {
                taken.add(requests.take());
            } catch (InterruptedException _) {
                // Nobody but this class knows the thread: End ends it.
                continue;
            }
            requests.drainTo(taken);
            if (carryOut(taken)) {
                return;
            }
            taken.clear();
        }
    }

    /** Whether that was all. */
    private boolean carryOut(List<Request> taken) {
        int i = 0;
        while (i < taken.size()) {
            switch (taken.get(i)) {
                case Request.End() -> {
                    return true;
                }
                case Request.Sync first -> i = carryOut(taken, i, first);
            }
        }
        return false;
    }

    /** Syncs once for all that follow with the same channel, and gives the index of the first that has another. */
    private int carryOut(List<Request> taken, int from, Request.Sync first) {
        List<Consumer<SyncOutcome>> completions = new ArrayList<>();
        int i = from;
        while (i < taken.size()
                && taken.get(i) instanceof Request.Sync next
                && next.channel().equals(first.channel())) {
            completions.add(next.completion());
            i++;
        }
        SyncOutcome outcome = force(first);
        owner.execute(() -> {
            if (!isClosed) {
                completions.forEach(completion -> completion.accept(outcome));
            }
        });
        return i;
    }

    private SyncOutcome force(Request.Sync sync) {
        long begun = System.nanoTime();
        try {
            sync.channel().force(sync.withSize());
            times.add(System.nanoTime() - begun);
            return SyncOutcome.DURABLE;
        } catch (IOException failed) {
            LOG.error("a sync failed; what is durable is unknown", failed);
            return SyncOutcome.FAILED;
        }
    }
}
