package io.headgate.consensus;

import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Timer;

/** Asks one node after the other until it has an answer, or gives up. */
final class ClusterClient implements Client<Wire, ClusterOperation> {
    private static final long PATIENCE_NANOS = 150_000_000;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int ATTEMPTS = 12;

    private final ClientEnvironment<Wire, Integer> environment;
    private ClusterOperation operation = new ClusterOperation.Read();
    private long number;
    private boolean isBusy;
    private int node;
    private int attempts;
    private Timer timer = () -> {};

    ClusterClient(ClientEnvironment<Wire, Integer> environment) {
        this.environment = environment;
        node = environment.self() % environment.nodes();
    }

    @Override
    public void invoke(ClusterOperation invoked) {
        operation = invoked;
        number++;
        isBusy = true;
        attempts = 0;
        attempt();
    }

    private void attempt() {
        timer.cancel();
        if (attempts++ == ATTEMPTS) {
            isBusy = false;
            environment.unknown("no answer");
            return;
        }
        environment.send(node, new Wire.Request(number, operation));
        timer = environment.after(PATIENCE_NANOS, "no answer", () -> {
            node = (node + 1) % environment.nodes();
            attempt();
        });
    }

    @Override
    public void receive(int from, Wire message) {
        switch (message) {
            case Wire.Answer(long answered, int value) -> {
                if (isBusy && answered == number) {
                    isBusy = false;
                    timer.cancel();
                    environment.returned(value);
                }
            }
            case Wire.Elsewhere(long answered, int hint) -> {
                if (isBusy && answered == number) {
                    node = hint >= 0 && hint != node
                            ? hint
                            : environment.random().nextInt(environment.nodes());
                    timer.cancel();
                    timer = environment.after(PAUSE_NANOS, "elsewhere", this::attempt);
                }
            }
            case Wire.Request _, Wire.Between _, Wire.Forward _, Wire.Back _ ->
                throw new IllegalStateException("a client got " + message);
        }
    }
}
