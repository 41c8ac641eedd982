package io.headgate.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the watches whose range holds a key, without touching the others.
 *
 * <p>An interval tree: an immutable treap by the ranges' starts, each node knowing the highest end below it, so that a
 * subtree that ends before the key is passed over. Priorities are mixed from the watches' numbers. Adding and
 * removing copy a path, log n nodes; watches are added by any thread, one at a time, and the applying thread looks without a lock.
 *
 * <p>Cost of a look: log n nodes and those that match. Worked number: 10,000 watches on different keys, about 25 nodes
 * for a change.
 */
final class WatchIndex {
    private static final class Node {
        private final Watch watch;
        private final long priority;
        private final @Nullable Node left;
        private final @Nullable Node right;
        /** The highest end of the ranges here and below; null for no end. */
        private final @Nullable Bytes highest;

        Node(Watch watch, long priority, @Nullable Node left, @Nullable Node right) {
            this.watch = watch;
            this.priority = priority;
            this.left = left;
            this.right = right;
            @Nullable Bytes end = watch.range().to();
            end = left == null ? end : later(end, left.highest);
            this.highest = right == null ? end : later(end, right.highest);
        }

        private static @Nullable Bytes later(@Nullable Bytes one, @Nullable Bytes other) {
            if (one == null || other == null) {
                return null;
            }
            return one.compareTo(other) >= 0 ? one : other;
        }

        Node withLeft(@Nullable Node changed) {
            return new Node(watch, priority, changed, right);
        }

        Node withRight(@Nullable Node changed) {
            return new Node(watch, priority, left, changed);
        }
    }

    /** Written under this object's lock, read by the applying thread. */
    private volatile @Nullable Node root;

    synchronized void add(Watch watch) {
        root = added(root, new Node(watch, mixed(watch.number()), null, null));
    }

    synchronized void remove(Watch watch) {
        root = removed(root, watch);
    }

    boolean isEmpty() {
        return root == null;
    }

    /** Tells the watches that these keys have changed. */
    void changed(List<KeyValue> changes) {
        Node top = root;
        if (top != null) {
            for (KeyValue change : changes) {
                changed(top, change);
            }
        }
    }

    /** Tells all watches that from this revision on anything may have changed. */
    void missed(long revision) {
        missed(root, revision);
    }

    private static void missed(@Nullable Node node, long revision) {
        if (node != null) {
            missed(node.left, revision);
            node.watch.missed(revision);
            missed(node.right, revision);
        }
    }

    private static void changed(Node node, KeyValue change) {
        Bytes key = change.key();
        @Nullable Node next = node;
        while (next != null && (next.highest == null || next.highest.compareTo(key) > 0)) {
            if (next.left != null) {
                changed(next.left, change);
            }
            if (next.watch.range().from().compareTo(key) > 0) {
                return;
            }
            if (next.watch.range().contains(key)) {
                next.watch.changed(change);
            }
            next = next.right;
        }
    }

    private static Node added(@Nullable Node node, Node fresh) {
        if (node == null) {
            return fresh;
        }
        if (fresh.priority > node.priority) {
            return new Node(fresh.watch, fresh.priority, below(node, fresh.watch), above(node, fresh.watch));
        }
        return order(fresh.watch, node.watch) < 0
                ? node.withLeft(added(node.left, fresh))
                : node.withRight(added(node.right, fresh));
    }

    /** The nodes before a watch. */
    private static @Nullable Node below(@Nullable Node node, Watch watch) {
        if (node == null) {
            return null;
        }
        return order(node.watch, watch) < 0 ? node.withRight(below(node.right, watch)) : below(node.left, watch);
    }

    /** The nodes after a watch. */
    private static @Nullable Node above(@Nullable Node node, Watch watch) {
        if (node == null) {
            return null;
        }
        return order(node.watch, watch) > 0 ? node.withLeft(above(node.left, watch)) : above(node.right, watch);
    }

    private static @Nullable Node removed(@Nullable Node node, Watch watch) {
        if (node == null) {
            return null;
        }
        int order = order(watch, node.watch);
        if (order == 0) {
            return joined(node.left, node.right);
        }
        return order < 0 ? node.withLeft(removed(node.left, watch)) : node.withRight(removed(node.right, watch));
    }

    private static @Nullable Node joined(@Nullable Node left, @Nullable Node right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.priority > right.priority
                ? left.withRight(joined(left.right, right))
                : right.withLeft(joined(left, right.left));
    }

    private static int order(Watch one, Watch other) {
        int byStart = one.range().from().compareTo(other.range().from());
        return byStart != 0 ? byStart : Long.compare(one.number(), other.number());
    }

    /** The finisher of SplitMix64 (Steele, Lea, Flood, 2014): numbers in a row become even priorities. */
    private static long mixed(long number) {
        long z = number * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
