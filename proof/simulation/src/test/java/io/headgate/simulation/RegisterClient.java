package io.headgate.simulation;

import java.util.BitSet;

/**
 * Reads and writes a register that a majority of nodes holds (Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in
 * Message-Passing Systems", JACM 1995; with several writers after Lynch and Shvartsman, 1997): asks a majority for the
 * newest version, then has a majority store that version, or a newer one when writing.
 */
final class RegisterClient implements Client<RegisterMessage, RegisterOperation> {
    private static final long RETRY_NANOS = 100_000_000;
    private static final int ATTEMPTS = 3;

    private final ClientEnvironment<RegisterMessage, Integer> environment;
    private final boolean readsStore;

    /** Of its own operations; never goes down, so that no answer is taken for another operation's. */
    private long operation;

    /** The highest number it ever wrote under: one it gave up may still come. */
    private long highest;

    private RegisterOperation current = new RegisterOperation.Read();
    private Version newest = Version.INITIAL;
    private RegisterMessage asking = new RegisterMessage.Query(0);
    private final BitSet answered = new BitSet();
    private Timer retry = () -> {};

    /**
     * A client.
     *
     * @param readsStore whether a read has a majority store what it returns, as it should
     */
    RegisterClient(ClientEnvironment<RegisterMessage, Integer> environment, boolean readsStore) {
        this.environment = environment;
        this.readsStore = readsStore;
    }

    @Override
    public void invoke(RegisterOperation invoked) {
        operation++;
        current = invoked;
        newest = Version.INITIAL;
        ask(new RegisterMessage.Query(operation));
    }

    @Override
    public void receive(int from, RegisterMessage message) {
        if (message.operation() != operation) {
            return;
        }
        switch (message) {
            case RegisterMessage.Held(var _, var version)
            when asking instanceof RegisterMessage.Query -> {
                newest = version.compareTo(newest) > 0 ? version : newest;
                answered.set(from);
                if (isMajority()) {
                    store();
                }
            }
            case RegisterMessage.Stored _
            when asking instanceof RegisterMessage.Store -> {
                answered.set(from);
                if (isMajority()) {
                    end();
                }
            }
            // An answer that came twice, or after a majority had answered.
            case RegisterMessage.Held _, RegisterMessage.Stored _ -> {}
            case RegisterMessage.Query _, RegisterMessage.Store _ ->
                throw new IllegalStateException("client " + environment.self() + " got " + message);
        }
    }

    private void store() {
        if (current instanceof RegisterOperation.Write(int value)) {
            highest = Math.max(highest, newest.number()) + 1;
            newest = new Version(highest, environment.self(), value);
        } else if (!readsStore) {
            end();
            return;
        }
        environment.probes().sometimes(answered.cardinality() < environment.nodes(), "a majority answers, not all");
        ask(new RegisterMessage.Store(operation, newest));
    }

    private void ask(RegisterMessage message) {
        asking = message;
        answered.clear();
        attempt(ATTEMPTS);
    }

    private void attempt(int left) {
        retry.cancel();
        if (left == 0) {
            environment.probes().reachable("an operation is given up");
            operation++;
            if (current instanceof RegisterOperation.Read) {
                environment.failed("no majority");
            } else {
                environment.unknown("no majority");
            }
            return;
        }
        for (int node = 0; node < environment.nodes(); node++) {
            if (!answered.get(node)) {
                environment.send(node, asking);
            }
        }
        retry = environment.after(RETRY_NANOS, "retry", () -> attempt(left - 1));
    }

    private void end() {
        retry.cancel();
        operation++;
        environment.returned(newest.value());
    }

    private boolean isMajority() {
        return answered.cardinality() > environment.nodes() / 2;
    }
}
