package io.headgate.history;

import java.util.Arrays;

/** A stack of ints. Confined to its owner. */
final class IntStack {
    private int[] elements = new int[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void push(int element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        elements[size++] = element;
    }

    /** The element on top; there must be one. */
    int peek() {
        return elements[size - 1];
    }

    /** Takes the element on top off; there must be one. */
    int pop() {
        return elements[--size];
    }

    /** How far from the bottom the topmost {@code element} is; it must be there. Looks at nothing below it. */
    int lastIndexOf(int element) {
        var index = size - 1;
        while (elements[index] != element) {
            index--;
        }
        return index;
    }

    /** Takes the elements from {@code index} up to the top off. */
    int[] popFrom(int index) {
        var popped = Arrays.copyOfRange(elements, index, size);
        size = index;
        return popped;
    }

    /** The element at {@code index} from the bottom; there must be one. */
    int get(int index) {
        return elements[index];
    }

    /** The elements from the bottom to the top. */
    int[] toArray() {
        return Arrays.copyOf(elements, size);
    }
}
