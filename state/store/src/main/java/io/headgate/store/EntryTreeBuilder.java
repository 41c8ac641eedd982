package io.headgate.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link EntryTree} of many entries, in whatever order they come. Nodes are changed in place until the tree is
 * there, so that an entry copies no path to its leaf, and one beside the one before does not even look for it. Confined to one
 * thread.
 */
final class EntryTreeBuilder {
    private static final int WIDTH = EntryTree.WIDTH;

    /** A tree of this depth has more entries than Java has addresses. */
    private static final int MOST_DEPTH = 12;

    private Node root = new Leaf();

    // The way to the leaf that was looked at last, and the keys that belong there.
    private final Branch[] path = new Branch[MOST_DEPTH];
    private final int[] children = new int[MOST_DEPTH];
    private int depth;
    private Leaf leaf = (Leaf) root;
    private @Nullable Bytes low;
    private @Nullable Bytes high;

    private sealed interface Node {
        EntryTree.Node freeze();
    }

    /** The first {@code size} entries are in the order of their keys. */
    private static final class Leaf implements Node {
        final Entry[] entries = new Entry[WIDTH];
        int size;

        int lowerBound(Bytes key) {
            int low = 0;
            int high = size;
            // What comes in order goes to the end.
            if (high > 0 && entries[high - 1].key.compareTo(key) < 0) {
                return high;
            }
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (entries[middle].key.compareTo(key) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void insert(int index, Entry entry) {
            System.arraycopy(entries, index, entries, index + 1, size - index);
            entries[index] = entry;
            size++;
        }

        @Override
        public EntryTree.Node freeze() {
            return EntryTree.leaf(Arrays.copyOf(entries, size));
        }
    }

    /** {@code size} children, of which child {@code i} holds keys from {@code separators[i - 1]} to before {@code separators[i]}. */
    private static final class Branch implements Node {
        final Bytes[] separators = new Bytes[WIDTH - 1];
        final Node[] nodes = new Node[WIDTH];
        int size;

        int childOf(Bytes key) {
            return EntryTree.childOf(separators, size - 1, key);
        }

        /** Puts a node after a child. */
        void insert(int child, Bytes separator, Node node) {
            System.arraycopy(separators, child, separators, child + 1, size - 1 - child);
            separators[child] = separator;
            System.arraycopy(nodes, child + 1, nodes, child + 2, size - 1 - child);
            nodes[child + 1] = node;
            size++;
        }

        @Override
        public EntryTree.Node freeze() {
            var frozen = new EntryTree.Node[size];
            for (int i = 0; i < size; i++) {
                frozen[i] = nodes[i].freeze();
            }
            return EntryTree.branch(Arrays.copyOf(separators, size - 1), frozen);
        }
    }

    /** The entry of a key, or null. */
    @Nullable
    Entry find(Bytes key) {
        Leaf of = leafOf(key);
        int index = of.lowerBound(key);
        return index < of.size && of.entries[index].key.equals(key) ? of.entries[index] : null;
    }

    /** Adds an entry whose key is not there yet. */
    void add(Entry entry) {
        Leaf of = leafOf(entry.key);
        if (of.size == WIDTH) {
            split(of, entry.key);
            of = leafOf(entry.key);
        }
        of.insert(of.lowerBound(entry.key), entry);
    }

    /** The tree; this builder is of no more use. */
    EntryTree build() {
        return EntryTree.of(root.freeze());
    }

    private Leaf leafOf(Bytes key) {
        boolean isHere = (low == null || low.compareTo(key) <= 0) && (high == null || key.compareTo(high) < 0);
        if (!isHere) {
            descend(key);
        }
        return leaf;
    }

    private void descend(Bytes key) {
        low = null;
        high = null;
        depth = 0;
        Node node = root;
        while (node instanceof Branch branch) {
            int child = branch.childOf(key);
            low = child > 0 ? branch.separators[child - 1] : low;
            high = child < branch.size - 1 ? branch.separators[child] : high;
            path[depth] = branch;
            children[depth] = child;
            depth++;
            node = branch.nodes[child];
        }
        leaf = (Leaf) node;
    }

    /** Makes room in the leaf at the path's end, and wherever that needs it above. */
    private void split(Leaf full, Bytes key) {
        int cut = full.entries[WIDTH - 1].key.compareTo(key) < 0 ? WIDTH * 7 / 8 : WIDTH / 2;
        var right = new Leaf();
        right.size = WIDTH - cut;
        System.arraycopy(full.entries, cut, right.entries, 0, right.size);
        Arrays.fill(full.entries, cut, WIDTH, null);
        full.size = cut;
        Bytes separator = right.entries[0].key;
        Node node = right;
        int level = depth - 1;
        while (level >= 0 && path[level].size == WIDTH) {
            Branch left = path[level];
            int child = children[level];
            int half = child == WIDTH - 1 ? WIDTH * 7 / 8 : WIDTH / 2;
            Bytes between = left.separators[half - 1];
            Branch other = cut(left, half);
            if (child < half) {
                left.insert(child, separator, node);
            } else {
                other.insert(child - half, separator, node);
            }
            separator = between;
            node = other;
            level--;
        }
        if (level >= 0) {
            path[level].insert(children[level], separator, node);
        } else {
            var above = new Branch();
            above.nodes[0] = root;
            above.size = 1;
            above.insert(0, separator, node);
            root = above;
        }
        descend(key);
    }

    /** Takes the children from an index on into a branch of their own. */
    private static Branch cut(Branch left, int from) {
        var right = new Branch();
        right.size = WIDTH - from;
        System.arraycopy(left.nodes, from, right.nodes, 0, right.size);
        System.arraycopy(left.separators, from, right.separators, 0, right.size - 1);
        Arrays.fill(left.nodes, from, WIDTH, null);
        Arrays.fill(left.separators, from - 1, WIDTH - 1, null);
        left.size = from;
        return right;
    }
}
