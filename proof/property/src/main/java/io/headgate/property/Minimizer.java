package io.headgate.property;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a simpler value of one choice. The question whether a value will do is the caller's, and is expensive: the
 * likely answers come first, and the way to the others is logarithmic.
 */
final class Minimizer {
    private static final long LARGE = 255;
    private static final long[] ODD_STEPS = {3, 5, 7};

    private Minimizer() {}

    /**
     * Tries simpler choices within the same bounds.
     *
     * @param choice the present one
     * @param accept whether a choice will do; what it accepted last is the present one from then on
     */
    static void minimize(Choice choice, Predicate<Choice> accept) {
        if (choice.isSimplest() || accept.test(choice.bounds().simplest())) {
            return;
        }
        switch (choice) {
            case BooleanChoice _ -> {
                // There was one simpler, and it was tried.
            }
            case IntegerChoice integer -> integer(integer, accept);
            case FloatChoice number -> floatingPoint(number, accept);
            case TextChoice text -> text(text, accept);
            case BytesChoice bytes -> bytes(bytes, accept);
        }
    }

    private static void integer(IntegerChoice choice, Predicate<Choice> accept) {
        IntegerChoice.Bounds bounds = choice.bounds();
        for (long index = 1; index <= 2; index++) {
            if (Long.compareUnsigned(index, choice.index()) >= 0) {
                return;
            }
            if (accept.test(new IntegerChoice(bounds, bounds.valueAt(index)))) {
                return;
            }
        }
        long towards = bounds.towards();
        boolean above = choice.value() > towards;
        long distance = above ? choice.value() - towards : towards - choice.value();
        if (!above && Long.compareUnsigned(distance, bounds.max() - towards) <= 0) {
            above = accept.test(new IntegerChoice(bounds, towards + distance));
        }
        boolean up = above;
        long lowered = lower(distance, d -> accept.test(new IntegerChoice(bounds, up ? towards + d : towards - d)));
        // The next simpler one stands on the other side of the simplest, if there is one.
        long index = bounds.indexOf(up ? towards + lowered : towards - lowered);
        if (index > 2) {
            var _ = accept.test(new IntegerChoice(bounds, bounds.valueAt(index - 1)));
        }
    }

    /**
     * Lowers a number, unsigned, that is more than 0: by dropping binary digits from its end, then by subtraction, of
     * even numbers too, because what is next to it may be the one thing that will not do.
     */
    static long lower(long number, LongPredicate accept) {
        int digits = 64 - Long.numberOfLeadingZeros(number);
        int dropped = Search.last(digits - 1, n -> accept.test(number >>> n));
        long lowered = subtract(subtract(number >>> dropped, 2, accept), 1, accept);
        // A number that is still large may be bound to some remainder.
        for (int i = 0; i < ODD_STEPS.length && Long.compareUnsigned(lowered, LARGE) > 0; i++) {
            lowered = subtract(lowered, ODD_STEPS[i], accept);
        }
        return lowered;
    }

    private static long subtract(long number, long step, LongPredicate accept) {
        long most = Long.divideUnsigned(number - 1, step);
        return number
                - step * Search.last((long n) -> Long.compareUnsigned(n, most) <= 0 && accept.test(number - step * n));
    }

    private static void floatingPoint(FloatChoice choice, Predicate<Choice> accept) {
        FloatChoice.Bounds bounds = choice.bounds();
        Present<Double> present = new Present<>(
                choice.value(),
                value -> bounds.fits(value)
                        && FloatChoice.compareValues(value, choice.value()) < 0
                        && accept.test(new FloatChoice(bounds, value)));
        if (!Double.isFinite(choice.value())) {
            for (double finite :
                    new double[] {1, 0x1p53, Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
                if (present.replace(finite)) {
                    break;
                }
            }
        }
        if (!Double.isFinite(present.value)) {
            return;
        }
        present.replace(Math.abs(present.value));
        fewerPlaces(present);
        if (present.value == Math.rint(present.value)) {
            // Beyond the longs only the exponent is lowered.
            double whole = present.value;
            Search.last(1024, n -> present.replace(Math.rint(Math.scalb(whole, -n))));
        }
        lowerWholePart(present, bounds.single());
    }

    /** Lowers what stands before the point, in steps that the representation has. */
    private static void lowerWholePart(Present<Double> present, boolean single) {
        double value = present.value;
        double magnitude = Math.abs(value);
        if (magnitude < 1 || magnitude >= 0x1p62) {
            return;
        }
        double fraction = magnitude - Math.floor(magnitude);
        long step = (long) Math.max(1, single ? Math.ulp((float) magnitude) : Math.ulp(magnitude));
        lower(
                (long) magnitude / step,
                steps -> present.replace(Math.copySign((double) (steps * step) + fraction, value)));
    }

    private static void fewerPlaces(Present<Double> present) {
        double exact = present.value;
        int places = FloatChoice.binaryPlaces(exact);
        for (int fewer = 0; fewer < places; fewer = fewer < 8 ? fewer + 1 : fewer * 2) {
            double scaled = Math.scalb(exact, fewer);
            if (present.replace(Math.scalb(Math.floor(scaled), -fewer))
                    || present.replace(Math.scalb(Math.ceil(scaled), -fewer))) {
                return;
            }
        }
    }

    private static void text(TextChoice choice, Predicate<Choice> accept) {
        TextChoice.Bounds bounds = choice.bounds();
        Function<int[], @Nullable Choice> make = ranks -> {
            StringBuilder text = new StringBuilder();
            for (int rank : ranks) {
                text.appendCodePoint(Alphabet.ofRank(rank));
            }
            return bounds.adopt(new TextChoice(bounds, text.toString()));
        };
        int[] ranks = choice.value().codePoints().map(Alphabet::rank).toArray();
        Predicate<int[]> acceptRanks = candidate -> {
            Choice made = candidate.length < bounds.minSize() ? null : make.apply(candidate);
            return made != null && accept.test(made);
        };
        Present<int[]> present = new Present<>(ranks, acceptRanks);
        plainer(choice.value(), present);
        sequence(present, bounds.minSize(), Alphabet.rank(bounds.alphabet().simplest()));
    }

    /** Tries a text without marks, and in small letters. */
    private static void plainer(String text, Present<int[]> present) {
        String bare = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        for (String candidate : new String[] {bare.toLowerCase(Locale.ROOT), bare, text.toLowerCase(Locale.ROOT)}) {
            int[] ranks = candidate.codePoints().map(Alphabet::rank).toArray();
            if (compare(ranks, present.value) < 0 && present.replace(ranks)) {
                return;
            }
        }
    }

    private static void bytes(BytesChoice choice, Predicate<Choice> accept) {
        BytesChoice.Bounds bounds = choice.bounds();
        int[] numbers = new int[choice.value().length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = choice.value()[i] & 0xFF;
        }
        sequence(
                new Present<>(numbers, candidate -> {
                    byte[] bytes = new byte[candidate.length];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) candidate[i];
                    }
                    return accept.test(new BytesChoice(bounds, bytes));
                }),
                bounds.minSize(),
                0);
    }

    /** Makes a sequence of numbers shorter, each number lower, equal ones together, and brings them into order. */
    private static void sequence(Present<int[]> present, int minSize, int simplest) {
        for (int i = 0; i < present.value.length; i++) {
            int start = i;
            int[] whole = present.value;
            Search.last(
                    Math.min(whole.length - start, whole.length - minSize),
                    count -> present.replace(without(whole, start, count)));
        }
        for (int number : Arrays.stream(present.value).distinct().toArray()) {
            lowerAll(present, number, simplest);
        }
        for (int i = 0; i < present.value.length; i++) {
            int at = i;
            int number = present.value[at];
            if (number > simplest && !present.replace(changed(present.value, at, simplest))) {
                lower(number, lower -> lower != simplest && present.replace(changed(present.value, at, (int) lower)));
            }
        }
        int[] sorted = present.value.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, present.value)) {
            present.replace(sorted);
        }
    }

    private static void lowerAll(Present<int[]> present, int number, int simplest) {
        int[] numbers = present.value;
        if (number <= simplest
                || Arrays.stream(numbers).filter(n -> n == number).count() < 2) {
            return;
        }
        LongPredicate replaceAll = lower -> present.replace(
                Arrays.stream(numbers).map(n -> n == number ? (int) lower : n).toArray());
        if (!replaceAll.test(simplest)) {
            lower(number, lower -> lower != simplest && replaceAll.test(lower));
        }
    }

    private static int[] without(int[] numbers, int start, int count) {
        int[] shorter = Arrays.copyOf(numbers, numbers.length - count);
        System.arraycopy(numbers, start + count, shorter, start, shorter.length - start);
        return shorter;
    }

    private static int[] changed(int[] numbers, int at, int number) {
        int[] changed = numbers.clone();
        changed[at] = number;
        return changed;
    }

    private static int compare(int[] a, int[] b) {
        return a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compare(a, b);
    }

    /** The simplest value that was accepted so far. */
    private static final class Present<T> {
        private final Predicate<T> accept;
        private T value;

        Present(T value, Predicate<T> accept) {
            this.value = value;
            this.accept = accept;
        }

        boolean replace(T candidate) {
            boolean accepted = accept.test(candidate);
            if (accepted) {
                value = candidate;
            }
            return accepted;
        }
    }
}
