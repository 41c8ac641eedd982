package io.headgate.history;

import java.util.Arrays;

/**
 * A copy of a stack as it was once. Copying again costs what has changed since the last copy, so that a search may copy
 * whenever it gets further. Confined to its owner.
 */
final class LongestOrder {
    private int[] elements = new int[16];
    private int size;

    /** How many elements of the stack have been there since the last copy. */
    private int unchanged;

    /** Says that the stack has been as low as this. */
    void shrunk(int stackSize) {
        unchanged = Math.min(unchanged, stackSize);
    }

    void copy(IntStack stack) {
        size = stack.size();
        if (size > elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        for (var i = unchanged; i < size; i++) {
            elements[i] = stack.get(i);
        }
        unchanged = size;
    }

    int[] toArray() {
        return Arrays.copyOf(elements, size);
    }
}
