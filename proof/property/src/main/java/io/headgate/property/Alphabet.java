package io.headgate.property;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A set of code points, kept as sorted ranges. Immutable, compared by value.
 *
 * <p>Independently of any alphabet, code points are ordered by {@link #rank}: digits, small letters, capitals, space,
 * the rest of ASCII that prints, its control characters, then everything else by number.
 */
final class Alphabet {
    /** Every code point but the surrogates, which are not characters. */
    static final Alphabet UNICODE = of(0, Character.MIN_SURROGATE - 1, Character.MAX_SURROGATE + 1, 0x10FFFF);

    static final Alphabet ASCII = of(0, 127);

    private static final int[] BY_RANK = asciiByRank();
    private static final int[] RANK = invert(BY_RANK);

    // What programs stumble over: case mappings that change the length or need a locale, combining marks, direction
    // marks, zero width, spaces that are no space, line ends, the last of each plane, syntax of common languages.
    private static final int[] ODD = {
        'ß', 'ẞ', 'İ', 'ı', 'ſ', 'K', 'ŉ', 'ﬁ', 'Σ', 'ς', 'é', 0x0301, 0x0308, 0x20DD, 0x200B, 0x200D, 0x200E, 0x202E,
        0xFEFF, 0xA0, 0x2003, 0x3000, 0x85, 0x2028, '\n', '\r', '\t', 0, 0x7F, 0x80, 0xFF, 0x100, 0x7FF, 0x800, 0xFFFD,
        0xFFFF, 0x10000, 0x1F600, 0x1F3FB, 0x10FFFF, '"', '\'', '\\', '%', '/', '<', '&', ';', '.', '-', '_', ' ', '$'
    };

    private final int[] starts;
    private final int[] ends;
    /** Code points in the ranges before each one, and in all at the end. */
    private final int[] before;

    private Alphabet(int[] starts, int[] ends) {
        this.starts = starts;
        this.ends = ends;
        before = new int[starts.length + 1];
        for (int i = 0; i < starts.length; i++) {
            before[i + 1] = before[i] + ends[i] - starts[i] + 1;
        }
    }

    /** The alphabet of some ranges: pairs of the first and the last code point, sorted, apart from each other. */
    static Alphabet of(int... firstAndLast) {
        int[] starts = new int[firstAndLast.length / 2];
        int[] ends = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = firstAndLast[2 * i];
            ends[i] = firstAndLast[2 * i + 1];
        }
        return new Alphabet(starts, ends);
    }

    /** The alphabet of the code points of a text. */
    static Alphabet ofCharacters(String characters) {
        return ofSorted(characters.codePoints().sorted().distinct().toArray());
    }

    /** The code points of this alphabet that {@code keep} accepts. Looks at every one. */
    Alphabet filter(IntPredicate keep) {
        List<Integer> ranges = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            boolean in = false;
            for (int codePoint = starts[i]; codePoint <= ends[i]; codePoint++) {
                boolean kept = keep.test(codePoint);
                if (kept && !in) {
                    ranges.add(codePoint);
                } else if (!kept && in) {
                    ranges.add(codePoint - 1);
                }
                in = kept;
            }
            if (in) {
                ranges.add(ends[i]);
            }
        }
        return of(ranges.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The code points that this alphabet or the other has. */
    Alphabet plus(Alphabet other) {
        return combine(other, (mine, theirs) -> mine || theirs);
    }

    /** The code points that this alphabet has and the other has not. */
    Alphabet minus(Alphabet other) {
        return combine(other, (mine, theirs) -> mine && !theirs);
    }

    /** The code points that both alphabets have. */
    Alphabet and(Alphabet other) {
        return combine(other, (mine, theirs) -> mine && theirs);
    }

    /** Between two neighbouring ends of any range nothing changes, so one look at each such stretch is enough. */
    private Alphabet combine(Alphabet other, Membership keep) {
        int[] stretches = Stream.of(starts, afterEnds(), other.starts, other.afterEnds())
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        List<Integer> ranges = new ArrayList<>();
        boolean in = false;
        for (int start : stretches) {
            boolean kept = keep.test(contains(start), other.contains(start));
            if (kept && !in) {
                ranges.add(start);
            } else if (!kept && in) {
                ranges.add(start - 1);
            }
            in = kept;
        }
        return of(ranges.stream().mapToInt(Integer::intValue).toArray());
    }

    private int[] afterEnds() {
        return Arrays.stream(ends).map(end -> end + 1).toArray();
    }

    private interface Membership {
        boolean test(boolean mine, boolean theirs);
    }

    private static Alphabet ofSorted(int[] codePoints) {
        List<Integer> ranges = new ArrayList<>();
        for (int i = 0; i < codePoints.length; i++) {
            if (i == 0 || codePoints[i] != codePoints[i - 1] + 1) {
                ranges.add(codePoints[i]);
            }
            if (i == codePoints.length - 1 || codePoints[i + 1] != codePoints[i] + 1) {
                ranges.add(codePoints[i]);
            }
        }
        return of(ranges.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return before[starts.length];
    }

    boolean contains(int codePoint) {
        int range = Arrays.binarySearch(starts, codePoint);
        range = range >= 0 ? range : -range - 2;
        return range >= 0 && codePoint <= ends[range];
    }

    /** Whether all of a text's code points are in this alphabet. */
    boolean containsAll(String text) {
        return text.codePoints().allMatch(this::contains);
    }

    /** The code point with the lowest rank. The alphabet must not be empty. */
    int simplest() {
        for (int rank = 0; rank < BY_RANK.length; rank++) {
            if (contains(BY_RANK[rank])) {
                return BY_RANK[rank];
            }
        }
        return starts[0];
    }

    /** A code point at random: half of the time ASCII and once in eight an odd one, where the alphabet has them. */
    int random(Random64 random) {
        int candidate = switch (random.below(8)) {
            case 0 -> ODD[random.below(ODD.length)];
            case 1, 2, 3, 4 -> ' ' + random.below(95);
            case 5 -> random.below(0x800);
            default -> -1;
        };
        return candidate >= 0 && contains(candidate) ? candidate : at(random.below(size()));
    }

    /** The code point with this many smaller ones in the alphabet, {@code 0..size-1}. */
    int at(int index) {
        int range = Arrays.binarySearch(before, index);
        range = range >= 0 ? range : -range - 2;
        return starts[range] + index - before[range];
    }

    /** The place of a code point in the order of simplicity. */
    static int rank(int codePoint) {
        return codePoint < RANK.length ? RANK[codePoint] : codePoint;
    }

    /** The code point of a rank. */
    static int ofRank(int rank) {
        return rank < BY_RANK.length ? BY_RANK[rank] : rank;
    }

    private static int[] asciiByRank() {
        StringBuilder order = new StringBuilder();
        append(order, '0', '9');
        append(order, 'a', 'z');
        append(order, 'A', 'Z');
        append(order, ' ', '/');
        append(order, ':', '@');
        append(order, '[', '`');
        append(order, '{', '~');
        append(order, 0, 0x1F);
        append(order, 0x7F, 0x7F);
        return order.chars().toArray();
    }

    private static void append(StringBuilder order, int first, int last) {
        for (int codePoint = first; codePoint <= last; codePoint++) {
            order.append((char) codePoint);
        }
    }

    private static int[] invert(int[] byRank) {
        int[] ranks = new int[byRank.length];
        for (int rank = 0; rank < byRank.length; rank++) {
            ranks[byRank[rank]] = rank;
        }
        return ranks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Alphabet theirs
                && Arrays.equals(starts, theirs.starts)
                && Arrays.equals(ends, theirs.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(ends);
    }

    @Override
    public String toString() {
        return size() + " code points in " + starts.length + " ranges";
    }
}
