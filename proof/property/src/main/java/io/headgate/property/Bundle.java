package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Values that rules of a {@linkplain StateMachine state machine} made and that later ones draw: a field of the machine.
 * A report names them by the bundle and a number, {@code account1}. While it is empty, a rule that draws from it gives
 * up. Confined to the test case it was made in.
 *
 * @param <T> the values
 */
public final class Bundle<T> extends Generator<T> {
    private final String name;
    private final List<Entry<T>> entries = new ArrayList<>();
    private int made;

    private record Entry<T>(String name, T value) {}

    /**
     * An empty bundle.
     *
     * @param name of one value, a Java identifier
     */
    public Bundle(String name) {
        this.name = name;
    }

    /** Puts a value in, for later rules. */
    public void add(TestCase testCase, T value) {
        Entry<T> entry = new Entry<>(name + ++made, value);
        entries.add(entry);
        testCase.made(entry.name);
    }

    /** Takes a value out, the same object, so that no later rule draws it. Does nothing if it is not there. */
    @SuppressWarnings("ReferenceEquality") // Two accounts with one balance are two accounts.
    public void remove(T value) {
        entries.removeIf(entry -> entry.value == value);
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    T generate(TestCase testCase) {
        testCase.assume(!entries.isEmpty());
        var bounds = IntegerChoice.Bounds.of(0, entries.size() - 1);
        return entries.get((int) testCase.recording().choose(bounds).value()).value;
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    String text(T value) {
        for (Entry<T> entry : entries) {
            if (entry.value == value) {
                return entry.name;
            }
        }
        return super.text(value);
    }
}
