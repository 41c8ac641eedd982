package io.headgate.history;

/**
 * Something asked of one of many objects that have nothing to do with each other, such as the keys of a map. A history of
 * many objects is linearizable if and only if that of each object is (Herlihy and Wing 1990, theorem 1), and many small
 * searches are much cheaper than a large one.
 *
 * @param key which object
 * @param input what was asked of it
 */
public record Keyed<K, I>(K key, I input) {
    @Override
    public String toString() {
        return key + ": " + input;
    }
}
