package io.headgate.simulation;

/**
 * The shell around a {@link Machine}: makes an input of what happens, steps, and carries out the effects in order. A
 * subclass says what the inputs are and how an effect is carried out; an effect that is complete only later, such as a
 * sync, comes back by {@link #step} as another input.
 *
 * @param <M> the messages
 * @param <I> the machine's inputs
 * @param <E> the machine's effects
 */
public abstract class MachineNode<M, I, E> implements Node<M> {
    /** What this node is given of the world. */
    protected final NodeEnvironment<M> environment;

    private final Machine<I, E> machine;

    /** A node that runs this machine, which is in its initial state or was recovered from the disk. */
    protected MachineNode(NodeEnvironment<M> environment, Machine<I, E> machine) {
        this.environment = environment;
        this.machine = machine;
    }

    /** The first input. */
    protected abstract I started();

    /** The input for a message. */
    protected abstract I received(int from, M message);

    /** Carries out one effect. */
    protected abstract void carryOut(E effect);

    /** Gives the machine an input and carries out what it wants. */
    protected final void step(I input) {
        for (E effect : machine.step(input, environment.nanoTime())) {
            carryOut(effect);
        }
    }

    @Override
    public final void start() {
        step(started());
    }

    @Override
    public final void receive(int from, M message) {
        step(received(from, message));
    }
}
