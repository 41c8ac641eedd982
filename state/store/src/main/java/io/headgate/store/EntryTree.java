package io.headgate.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the order of their keys: an immutable B+ tree, in which a change copies the path to its leaf and shares
 * the rest.
 *
 * <p>Why not a concurrent skip list: a scan of 1,000 keys meets some 30 arrays here and 1,000 nodes there, each a cache
 * miss, and a key costs 6 bytes of the tree instead of 32. Why not change the nodes in place: an insert copies about
 * half a kilobyte, which is less than the fences that readers without locks would need otherwise; and whoever holds a
 * tree has all its keys for as long as it likes, which is what a checkpoint reads. Updates of a key that is there do not
 * touch the tree, versions are in the {@link Entry}.
 *
 * <p>Splits give seven eighths to the left when keys come in order, half otherwise. Removing merges neighbours that
 * fit into three quarters of a node, and drops empty ones; there is no minimal size beyond that. {@link EntryTreeBuilder}
 * makes a tree of many entries at once.
 */
final class EntryTree {
    /** Entries of a leaf and children of a branch: 64 pointers are 4 cache lines, copied in about 20 ns. */
    static final int WIDTH = 64;

    static final EntryTree EMPTY = new EntryTree(new Leaf(new Entry[0]));

    private final Node root;

    private EntryTree(Node root) {
        this.root = root;
    }

    /** The tree that a builder has made the nodes of. */
    static EntryTree of(Node root) {
        return root.size() == 0 ? EMPTY : new EntryTree(root);
    }

    static Node leaf(Entry[] entries) {
        return new Leaf(entries);
    }

    static Node branch(Bytes[] separators, Node[] children) {
        return new Branch(separators, children);
    }

    /** Takes entries one by one. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean visit(Entry entry);
    }

    /** The entry of a key, or null. */
    @Nullable
    Entry find(Bytes key) {
        Node node = root;
        while (node instanceof Branch branch) {
            node = branch.children[branch.childOf(key)];
        }
        return ((Leaf) node).find(key);
    }

    /** This tree and one more entry, whose key must not be in it. */
    EntryTree with(Entry entry) {
        Node changed = root.with(entry);
        if (changed.size() <= WIDTH) {
            return new EntryTree(changed);
        }
        int cut = changed.cut(entry.key);
        Bytes separator = changed.lowest(cut);
        return new EntryTree(new Branch(
                new Bytes[] {separator}, new Node[] {changed.part(0, cut), changed.part(cut, changed.size())}));
    }

    /** This tree without a key; the same if the key is not in it. */
    EntryTree without(Bytes key) {
        Node changed = root.without(key);
        if (changed == root) {
            return this;
        }
        while (changed instanceof Branch branch && branch.children.length == 1) {
            changed = branch.children[0];
        }
        return of(changed);
    }

    /** Visits the entries of a range in order, until the visitor has enough. Returns whether it wanted all. */
    boolean visit(KeyRange range, Visitor visitor) {
        return range.isEmpty() || root.visit(range.from(), range.to(), visitor);
    }

    /** Visits the entries of a range from the last to the first, until the visitor has enough. Returns whether it wanted all. */
    boolean visitBackwards(KeyRange range, Visitor visitor) {
        return range.isEmpty() || root.visitBackwards(range.from(), range.to(), visitor);
    }

    boolean isEmpty() {
        return root.size() == 0;
    }

    /** Throws if the tree is out of order or unbalanced. Walks all of it. */
    void checkInvariants() {
        root.check(null, null);
    }

    /** Which child of a branch has a key: the number of its first {@code count} separators that are not above. */
    static int childOf(Bytes[] separators, int count, Bytes key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (separators[middle].compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    abstract static sealed class Node {
        /** Entries of a leaf, children of a branch. */
        abstract int size();

        /** A copy with one more entry, which may be one larger than {@link #WIDTH}. */
        abstract Node with(Entry entry);

        abstract Node without(Bytes key);

        abstract Node part(int from, int to);

        /** This node and its right neighbour as one. */
        abstract Node joined(Bytes separator, Node right);

        /** The lowest key that belongs to the part from an index on; not for index 0 of a branch. */
        abstract Bytes lowest(int index);

        abstract boolean visit(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor);

        abstract boolean visitBackwards(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor);

        /** Returns the depth. */
        abstract int check(@Nullable Bytes from, @Nullable Bytes to);

        /** Where to split a node that has grown too large by this key. */
        int cut(Bytes added) {
            boolean appended = added.compareTo(lowest(size() - 1)) >= 0;
            return appended ? size() * 7 / 8 : size() / 2;
        }
    }

    private static final class Leaf extends Node {
        private final Entry[] entries;

        Leaf(Entry[] entries) {
            this.entries = entries;
        }

        @Nullable
        Entry find(Bytes key) {
            int index = lowerBound(key);
            return index < entries.length && entries[index].key.equals(key) ? entries[index] : null;
        }

        /** Index of the first entry whose key is not below. */
        private int lowerBound(Bytes key) {
            int low = 0;
            int high = entries.length;
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

        @Override
        int size() {
            return entries.length;
        }

        @Override
        Node with(Entry entry) {
            int index = lowerBound(entry.key);
            var grown = new Entry[entries.length + 1];
            System.arraycopy(entries, 0, grown, 0, index);
            grown[index] = entry;
            System.arraycopy(entries, index, grown, index + 1, entries.length - index);
            return new Leaf(grown);
        }

        @Override
        Node without(Bytes key) {
            int index = lowerBound(key);
            if (index == entries.length || !entries[index].key.equals(key)) {
                return this;
            }
            var shrunk = new Entry[entries.length - 1];
            System.arraycopy(entries, 0, shrunk, 0, index);
            System.arraycopy(entries, index + 1, shrunk, index, shrunk.length - index);
            return new Leaf(shrunk);
        }

        @Override
        Node part(int from, int to) {
            return new Leaf(Arrays.copyOfRange(entries, from, to));
        }

        @Override
        Node joined(Bytes separator, Node right) {
            Entry[] others = ((Leaf) right).entries;
            Entry[] all = Arrays.copyOf(entries, entries.length + others.length);
            System.arraycopy(others, 0, all, entries.length, others.length);
            return new Leaf(all);
        }

        @Override
        Bytes lowest(int index) {
            return entries[index].key;
        }

        @Override
        boolean visit(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor) {
            int end = to == null ? entries.length : lowerBound(to);
            for (int i = from == null ? 0 : lowerBound(from); i < end; i++) {
                if (!visitor.visit(entries[i])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        boolean visitBackwards(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor) {
            int begin = from == null ? 0 : lowerBound(from);
            for (int i = (to == null ? entries.length : lowerBound(to)) - 1; i >= begin; i--) {
                if (!visitor.visit(entries[i])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        int check(@Nullable Bytes from, @Nullable Bytes to) {
            @Nullable Bytes last = null;
            for (Entry entry : entries) {
                boolean rises = last == null || last.compareTo(entry.key) < 0;
                boolean isInside =
                        (from == null || entry.key.compareTo(from) >= 0) && (to == null || entry.key.compareTo(to) < 0);
                if (!rises || !isInside) {
                    throw new IllegalStateException(entry.key + " after " + last + " (expected: in order, from " + from
                            + " to before " + to + ")");
                }
                last = entry.key;
            }
            return 0;
        }
    }

    private static final class Branch extends Node {
        /** The keys of child {@code i} are at or above {@code separators[i - 1]} and below {@code separators[i]}. */
        private final Bytes[] separators;

        private final Node[] children;

        Branch(Bytes[] separators, Node[] children) {
            this.separators = separators;
            this.children = children;
        }

        int childOf(Bytes key) {
            return EntryTree.childOf(separators, separators.length, key);
        }

        @Override
        int size() {
            return children.length;
        }

        @Override
        Node with(Entry entry) {
            int index = childOf(entry.key);
            Node child = children[index].with(entry);
            if (child.size() <= WIDTH) {
                return replaced(index, child);
            }
            int cut = child.cut(entry.key);
            var grownSeparators = new Bytes[separators.length + 1];
            System.arraycopy(separators, 0, grownSeparators, 0, index);
            grownSeparators[index] = child.lowest(cut);
            System.arraycopy(separators, index, grownSeparators, index + 1, separators.length - index);
            var grown = new Node[children.length + 1];
            System.arraycopy(children, 0, grown, 0, index);
            grown[index] = child.part(0, cut);
            grown[index + 1] = child.part(cut, child.size());
            System.arraycopy(children, index + 1, grown, index + 2, children.length - index - 1);
            return new Branch(grownSeparators, grown);
        }

        @Override
        Node without(Bytes key) {
            int index = childOf(key);
            Node child = children[index].without(key);
            if (child == children[index]) {
                return this;
            }
            if (fits(child, index + 1)) {
                return merged(index, child.joined(separators[index], children[index + 1]));
            }
            if (fits(child, index - 1)) {
                return merged(index - 1, children[index - 1].joined(separators[index - 1], child));
            }
            return replaced(index, child);
        }

        private boolean fits(Node child, int neighbour) {
            return neighbour >= 0
                    && neighbour < children.length
                    && child.size() + children[neighbour].size() <= WIDTH * 3 / 4;
        }

        private Branch replaced(int index, Node child) {
            Node[] copy = children.clone();
            copy[index] = child;
            return new Branch(separators, copy);
        }

        /** A copy in which one node stands for the children at an index and after it. */
        private Branch merged(int index, Node child) {
            var fewerSeparators = new Bytes[separators.length - 1];
            System.arraycopy(separators, 0, fewerSeparators, 0, index);
            System.arraycopy(separators, index + 1, fewerSeparators, index, fewerSeparators.length - index);
            var fewer = new Node[children.length - 1];
            System.arraycopy(children, 0, fewer, 0, index);
            fewer[index] = child;
            System.arraycopy(children, index + 2, fewer, index + 1, fewer.length - index - 1);
            return new Branch(fewerSeparators, fewer);
        }

        @Override
        Node part(int from, int to) {
            return new Branch(Arrays.copyOfRange(separators, from, to - 1), Arrays.copyOfRange(children, from, to));
        }

        @Override
        Node joined(Bytes separator, Node right) {
            var others = (Branch) right;
            Bytes[] allSeparators = Arrays.copyOf(separators, separators.length + 1 + others.separators.length);
            allSeparators[separators.length] = separator;
            System.arraycopy(others.separators, 0, allSeparators, separators.length + 1, others.separators.length);
            Node[] all = Arrays.copyOf(children, children.length + others.children.length);
            System.arraycopy(others.children, 0, all, children.length, others.children.length);
            return new Branch(allSeparators, all);
        }

        @Override
        Bytes lowest(int index) {
            return separators[index - 1];
        }

        @Override
        boolean visit(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor) {
            int first = from == null ? 0 : childOf(from);
            for (int i = first; i < children.length; i++) {
                if (to != null && i > first && separators[i - 1].compareTo(to) >= 0) {
                    return true;
                }
                // Only the outer children can be cut by the range's ends.
                @Nullable Bytes start = i == first ? from : null;
                if (!children[i].visit(start, to, visitor)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        boolean visitBackwards(@Nullable Bytes from, @Nullable Bytes to, Visitor visitor) {
            int last = to == null ? separators.length : childOf(to);
            for (int i = last; i >= 0; i--) {
                if (from != null && i < last && separators[i].compareTo(from) <= 0) {
                    return true;
                }
                // Only the outer children can be cut by the range's ends.
                @Nullable Bytes end = i == last ? to : null;
                if (!children[i].visitBackwards(from, end, visitor)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        int check(@Nullable Bytes from, @Nullable Bytes to) {
            if (children.length < 2 || children.length > WIDTH || separators.length != children.length - 1) {
                throw new IllegalStateException(children.length + " children, " + separators.length
                        + " separators (expected: 2.." + WIDTH + ", one less)");
            }
            int depth = -1;
            for (int i = 0; i < children.length; i++) {
                @Nullable Bytes low = i == 0 ? from : separators[i - 1];
                @Nullable Bytes high = i == separators.length ? to : separators[i];
                int below = children[i].check(low, high);
                if (depth >= 0 && below != depth) {
                    throw new IllegalStateException("a child of depth " + below + " beside one of " + depth);
                }
                depth = below;
            }
            return depth + 1;
        }
    }
}
