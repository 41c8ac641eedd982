package io.headgate.history;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;

import io.headgate.history.MultiVersionStore.Session;
import io.headgate.history.MultiVersionStore.Session.Progress;
import io.headgate.history.Transaction.Outcome;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients of a {@link MultiVersionStore}, one step of one of them at a time, and the history that they record. */
final class StoreRun {
    private static final int CLIENTS = 3;
    private static final int STEPS = 60;
    private static final List<String> KEYS = List.of("x", "y", "z");

    private final TestCase tc;
    private final MultiVersionStore store;
    private final List<Transaction> history = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private int clock;
    private long values;

    private StoreRun(TestCase tc, MultiVersionStore store) {
        this.tc = tc;
        this.store = store;
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
    }

    /** What the clients saw, in which every key is read once at the end. */
    static List<Transaction> of(TestCase tc, MultiVersionStore store) {
        var run = new StoreRun(tc, store);
        for (var i = 0; i < STEPS; i++) {
            run.clients.get(run.below(CLIENTS)).step();
        }
        run.clients.forEach(Client::finish);
        var last = store.begin(0);
        var reads = KEYS.stream()
                .<Access>map(key -> new Access.ReadList(key, last.read(key)))
                .toList();
        run.history.add(new Transaction(0, CLIENTS, ++run.clock, ++run.clock, Outcome.COMMITTED, reads));
        return run.history;
    }

    private int below(int bound) {
        return tc.draw(integers(0, bound - 1));
    }

    private final class Client {
        private final int process;
        private final List<Access> accesses = new ArrayList<>();
        private @Nullable Session session;
        private int invokedAt;
        private int remaining;

        Client(int process) {
            this.process = process;
        }

        void step() {
            var open = session;
            if (open == null) {
                invokedAt = ++clock;
                remaining = 1 + below(3);
                session = store.begin(below(3));
            } else if (remaining-- > 0) {
                access(open);
            } else {
                commit(open);
            }
        }

        private void access(Session open) {
            var key = KEYS.get(below(KEYS.size()));
            if (tc.draw(booleans())) {
                open.append(key, ++values);
                accesses.add(new Access.Append(key, values));
            } else {
                accesses.add(new Access.ReadList(key, open.read(key)));
            }
        }

        private void commit(Session open) {
            var progress = open.commit();
            if (progress != Progress.AGAIN) {
                var outcome = progress == Progress.COMMITTED ? Outcome.COMMITTED : Outcome.ABORTED;
                // A client that hears nothing: its transaction may have been committed or not.
                var told = below(10) == 9 ? Outcome.UNKNOWN : outcome;
                history.add(
                        new Transaction(history.size() + 1, process, invokedAt, ++clock, told, List.copyOf(accesses)));
                accesses.clear();
                session = null;
            }
        }

        void finish() {
            while (session != null) {
                step();
            }
        }
    }
}
