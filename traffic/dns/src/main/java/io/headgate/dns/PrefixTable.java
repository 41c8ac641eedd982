package io.headgate.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Finds the value of the longest prefix of an address, and for how wide a network around the address the value is the same: the
 * scope of RFC 7871. Immutable; read by any thread.
 *
 * <p>The idea: nested prefixes cut the address space into intervals, each with one value; neighbours of the same value are joined. A lookup
 * is a binary search among the starts of the intervals. The widest network around an address with one value is the widest that stays
 * within the interval, which follows from how many leading bits the address shares with the last address before the interval
 * and with the first behind it: one bit more than the longer of the two.
 *
 * <p>Cost: logarithmic in the prefixes, no allocation. 4 + 4 bytes per IPv4 interval, 16 + 4 per IPv6 interval; n prefixes make at
 * most 2n + 1 intervals.
 *
 * <p>Worked number: with 10.1.0.0/16 alone, 10.2.3.4 lies in the interval from 10.2.0.0 to the end. It shares 14 bits with 10.1.255.255, so
 * the scope is 15: all of 10.2.0.0/15 has the same value, and 10.0.0.0/14 has not.
 */
final class PrefixTable {
    /** Starts in ascending unsigned order; the first is 0. */
    private final int[] starts4;

    private final int[] values4;
    private final long[] highStarts6;
    private final long[] lowStarts6;
    private final int[] values6;

    private PrefixTable(Intervals four, Intervals six) {
        int size4 = four.values.size();
        starts4 = new int[size4];
        values4 = new int[size4];
        for (int i = 0; i < size4; i++) {
            starts4[i] = (int) (four.highs.get(i) >>> 32);
            values4[i] = four.values.get(i);
        }
        int size6 = six.values.size();
        highStarts6 = new long[size6];
        lowStarts6 = new long[size6];
        values6 = new int[size6];
        for (int i = 0; i < size6; i++) {
            highStarts6[i] = six.highs.get(i);
            lowStarts6[i] = six.lows.get(i);
            values6[i] = six.values.get(i);
        }
    }

    /** @param otherwise the value of addresses in none of the prefixes */
    static PrefixTable of(Map<IpPrefix, Integer> prefixes, int otherwise) {
        var four = new ArrayList<Network>();
        var six = new ArrayList<Network>();
        prefixes.forEach((prefix, value) -> {
            switch (prefix.address()) {
                case IpAddress.V4(int bits) -> four.add(new Network((long) bits << 32, 0, prefix.length(), value));
                case IpAddress.V6(long high, long low) -> six.add(new Network(high, low, prefix.length(), value));
            }
        });
        return new PrefixTable(Intervals.of(four, 32, otherwise), Intervals.of(six, 128, otherwise));
    }

    /** A prefix of 128 bits; those of IPv4 stand in the first 32. */
    private record Network(long high, long low, int length, int value) {
        /** The last address of it, the rest of the 128 bits set. */
        long lastHigh() {
            return length >= 64 ? high : high | (-1L >>> length);
        }

        long lastLow() {
            if (length <= 64) {
                return -1L;
            }
            return length == 128 ? low : low | (-1L >>> (length - 64));
        }

        boolean contains(Network other) {
            return compare(high, low, other.high, other.low) <= 0
                    && compare(other.high, other.low, lastHigh(), lastLow()) <= 0;
        }
    }

    /** Built from the left; a stack holds the networks that the sweep is inside of. */
    private static final class Intervals {
        private final int width;
        private final List<Long> highs = new ArrayList<>();
        private final List<Long> lows = new ArrayList<>();
        private final List<Integer> values = new ArrayList<>();

        private Intervals(int width) {
            this.width = width;
        }

        static Intervals of(List<Network> networks, int width, int otherwise) {
            var intervals = new Intervals(width);
            var inside = new ArrayList<Network>();
            inside.add(new Network(0, 0, 0, otherwise));
            intervals.begin(0, 0, otherwise);
            networks.sort(Comparator.<Network>comparingLong(network -> network.high ^ Long.MIN_VALUE)
                    .thenComparingLong(network -> network.low ^ Long.MIN_VALUE)
                    .thenComparingInt(Network::length));
            for (Network network : networks) {
                while (!inside.getLast().contains(network)) {
                    intervals.end(inside);
                }
                inside.add(network);
                intervals.begin(network.high, network.low, network.value);
            }
            while (inside.size() > 1) {
                intervals.end(inside);
            }
            intervals.join();
            return intervals;
        }

        /** Begins an interval; one that begins at the same address was empty. */
        private void begin(long high, long low, int value) {
            int last = values.size() - 1;
            if (last >= 0 && highs.get(last) == high && lows.get(last) == low) {
                values.set(last, value);
                return;
            }
            highs.add(high);
            lows.add(low);
            values.add(value);
        }

        /** Leaves the innermost network: behind it goes on what surrounds it, if there is anything behind it. */
        private void end(List<Network> inside) {
            Network left = inside.removeLast();
            boolean four = width == 32;
            long low = four ? 0 : left.lastLow() + 1;
            long high = four ? (left.lastHigh() | 0xFFFF_FFFFL) + 1 : left.lastHigh() + (low == 0 ? 1 : 0);
            if (high != 0 || low != 0) {
                begin(high, low, inside.getLast().value);
            }
        }

        private void join() {
            int kept = 0;
            for (int i = 1; i < values.size(); i++) {
                if (!values.get(i).equals(values.get(kept))) {
                    kept++;
                    highs.set(kept, highs.get(i));
                    lows.set(kept, lows.get(i));
                    values.set(kept, values.get(i));
                }
            }
            for (List<?> list : List.of(highs, lows, values)) {
                list.subList(kept + 1, list.size()).clear();
            }
        }
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    /** The interval an IPv4 address lies in. */
    int find4(int bits) {
        int from = 0;
        int to = starts4.length;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (Integer.compareUnsigned(starts4[middle], bits) <= 0) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The value in an interval that {@link #find4} gave. */
    int value4(int interval) {
        return values4[interval];
    }

    /** The length of the shortest prefix of an address that lies within the interval that {@link #find4} gave for it: {@code 0..32}. */
    int scope4(int interval, int bits) {
        int scope = 0;
        if (interval > 0) {
            scope = 1 + Integer.numberOfLeadingZeros(bits ^ (starts4[interval] - 1));
        }
        if (interval + 1 < starts4.length) {
            scope = Math.max(scope, 1 + Integer.numberOfLeadingZeros(bits ^ starts4[interval + 1]));
        }
        return scope;
    }

    /** The interval an IPv6 address lies in. */
    int find6(long high, long low) {
        int from = 0;
        int to = highStarts6.length;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (compare(highStarts6[middle], lowStarts6[middle], high, low) <= 0) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The value in an interval that {@link #find6} gave. */
    int value6(int interval) {
        return values6[interval];
    }

    /** The length of the shortest prefix of an address that lies within the interval that {@link #find6} gave for it: {@code 0..128}. */
    int scope6(int interval, long high, long low) {
        int scope = 0;
        if (interval > 0) {
            long lowBefore = lowStarts6[interval] - 1;
            long highBefore = highStarts6[interval] - (lowStarts6[interval] == 0 ? 1 : 0);
            scope = 1 + sharedBits(high, low, highBefore, lowBefore);
        }
        if (interval + 1 < highStarts6.length) {
            int behind = sharedBits(high, low, highStarts6[interval + 1], lowStarts6[interval + 1]);
            scope = Math.max(scope, 1 + behind);
        }
        return scope;
    }

    private static int sharedBits(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh
                ? Long.numberOfLeadingZeros(high ^ otherHigh)
                : 64 + Long.numberOfLeadingZeros(low ^ otherLow);
    }
}
