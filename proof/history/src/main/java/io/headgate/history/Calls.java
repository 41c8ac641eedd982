package io.headgate.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operations that have to be put in order, and which of them may be next: those that were invoked before the first
 * answer to one that is not placed yet. Confined to one search.
 *
 * <p>Invocations and answers stand in one doubly linked list in the order of time; an operation that is placed is taken out
 * and can be put back in constant time, as in Wing and Gong, "Testing and Verifying Concurrent Objects" (JPDC 1993). An
 * answer at the time of an invocation stands after it: the two are concurrent.
 */
final class Calls<I, R> {
    /** No operation. */
    static final int NONE = -1;

    /** Those that were answered, by invocation; then those of unknown outcome, by invocation. The failed are left out. */
    private final List<Operation<I, R>> operations;

    private final int answered;

    /** For each operation of unknown outcome the one before it that asks the same. */
    private final int[] twins;

    /** Neighbours in the list: operation {@code i} is invoked at {@code i} and answered at {@code size + i}. */
    private final int[] next;

    private final int[] previous;

    /** The end of the list and its beginning. */
    private final int head;

    Calls(List<Operation<I, R>> history) {
        var byInvocation = history.stream()
                .sorted(Comparator.comparingLong(Operation::invokedAt))
                .toList();
        var returned = byInvocation.stream()
                .filter(operation -> operation.response() instanceof Response.Returned)
                .toList();
        var unknown = byInvocation.stream().filter(operation -> operation.response() instanceof Response.Unknown);
        operations = Stream.concat(returned.stream(), unknown).toList();
        answered = returned.size();
        twins = findTwins();
        head = 2 * operations.size();
        next = new int[head + 1];
        previous = new int[head + 1];
        link();
    }

    private int[] findTwins() {
        var found = new int[operations.size()];
        var latest = new HashMap<I, Integer>();
        for (var i = 0; i < found.length; i++) {
            var twin = isAnswered(i) ? null : latest.put(operations.get(i).input(), i);
            found[i] = twin == null ? NONE : twin;
        }
        return found;
    }

    private record Event(long at, boolean answer, int entry) {}

    private void link() {
        var events = new ArrayList<Event>();
        for (var i = 0; i < operations.size(); i++) {
            events.add(new Event(operations.get(i).invokedAt(), /* answer= */ false, i));
            if (operations.get(i).response() instanceof Response.Returned<R>(var _, var at)) {
                events.add(new Event(at, /* answer= */ true, operations.size() + i));
            }
        }
        events.sort(Comparator.comparingLong(Event::at).thenComparing(Event::answer));
        var last = head;
        for (var event : events) {
            next[last] = event.entry();
            previous[event.entry()] = last;
            last = event.entry();
        }
        next[last] = head;
        previous[head] = last;
    }

    int size() {
        return operations.size();
    }

    /** How many were answered: those with the lowest indices. */
    int answered() {
        return answered;
    }

    boolean isAnswered(int index) {
        return index < answered;
    }

    Operation<I, R> get(int index) {
        return operations.get(index);
    }

    /** The first answered operation that may be next, or {@link #NONE}. */
    int firstAnswered() {
        return scan(next[head], /* wantAnswered= */ true);
    }

    /** The first operation of unknown outcome that may be next, or {@link #NONE}. */
    int firstUnknown() {
        return scan(next[head], /* wantAnswered= */ false);
    }

    /** The next one like {@code index} that may be next, answered or unknown as it is, or {@link #NONE}. */
    int alternativeTo(int index) {
        return scan(next[index], isAnswered(index));
    }

    private int scan(int from, boolean wantAnswered) {
        var entry = from;
        while (entry < operations.size()) {
            if (isAnswered(entry) == wantAnswered) {
                return entry;
            }
            entry = next[entry];
        }
        return NONE;
    }

    /** The last operation of unknown outcome before this one, itself unknown, that asks the same; or {@link #NONE}. */
    int twinBefore(int index) {
        return twins[index];
    }

    /** Takes an operation out of the list. */
    void place(int index) {
        unlink(index);
        if (isAnswered(index)) {
            unlink(operations.size() + index);
        }
    }

    /** Puts back what was taken out last of all that is out. */
    void putBack(int index) {
        if (isAnswered(index)) {
            relink(operations.size() + index);
        }
        relink(index);
    }

    private void unlink(int entry) {
        next[previous[entry]] = next[entry];
        previous[next[entry]] = previous[entry];
    }

    private void relink(int entry) {
        next[previous[entry]] = entry;
        previous[next[entry]] = entry;
    }
}
