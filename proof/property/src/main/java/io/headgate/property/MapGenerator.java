package io.headgate.property;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps between two generators' values, of any size unless bounded. They keep the order of drawing; none can be changed. */
public final class MapGenerator<K, V> extends Generator<Map<K, V>> {
    private final Generator<K> keys;
    private final Generator<V> values;
    private final int minSize;
    private final int maxSize;
    private final Repetition repetition;

    MapGenerator(Generator<K> keys, Generator<V> values, int minSize, int maxSize) {
        this.keys = keys;
        this.values = values;
        this.minSize = minSize;
        this.maxSize = maxSize;
        repetition = FreshValues.repetition(keys, minSize, maxSize);
    }

    /**
     * This generator with maps of at least this many entries. A test case in which so many distinct keys are not found
     * is rejected.
     *
     * @throws IllegalArgumentException if there are surely fewer keys than that
     */
    public MapGenerator<K, V> minSize(int minSize) {
        return new MapGenerator<>(keys, values, minSize, maxSize);
    }

    /** This generator with maps of at most this many entries. */
    public MapGenerator<K, V> maxSize(int maxSize) {
        return new MapGenerator<>(keys, values, minSize, maxSize);
    }

    @Override
    Map<K, V> generate(TestCase testCase) {
        FreshValues<K> fresh = new FreshValues<>(keys);
        Map<K, V> map = new LinkedHashMap<>();
        repetition.run(testCase, () -> {
            K key = fresh.next(testCase);
            if (key == null) {
                return false;
            }
            map.put(key, testCase.draw(values));
            return true;
        });
        return Collections.unmodifiableMap(map);
    }
}
