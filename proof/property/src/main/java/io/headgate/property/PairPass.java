package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a whole number simpler while it changes another one nearby: for defects that depend on both. */
abstract sealed class PairPass implements ShrinkPass {
    /** How many of the whole numbers after one are tried with it. */
    private static final int NEAR = 3;

    @Override
    public int places(Trial target) {
        return target.choices().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        int tried = 0;
        for (int other = place + 1; tried < NEAR && other < shrinker.choices().size(); other++) {
            if (shrinker.choices().get(other) instanceof IntegerChoice second && !second.isForced()) {
                if (!(shrinker.choices().get(place) instanceof IntegerChoice first) || first.isSimplest()) {
                    return;
                }
                tried++;
                move(place, first, other, second, shrinker);
            }
        }
    }

    /** Brings the first nearer to its simplest value by as much as will do. */
    private void move(int place, IntegerChoice first, int other, IntegerChoice second, Shrinker shrinker) {
        long towards = first.bounds().towards();
        boolean down = first.value() > towards;
        long distance = down ? first.value() - towards : towards - first.value(); // unsigned
        List<Choice> choices = shrinker.choices();
        Search.last((long n) -> {
            if (Long.compareUnsigned(n, distance) > 0) {
                return false;
            }
            Choice partner = partner(second, down ? -n : n);
            if (partner == null) {
                return false;
            }
            List<Choice> attempt = new ArrayList<>(choices);
            attempt.set(place, new IntegerChoice(first.bounds(), first.value() + (down ? -n : n)));
            attempt.set(other, partner);
            return shrinker.consider(attempt);
        });
    }

    /** What becomes of the other number when {@code change} is added to the first; null if that cannot be. */
    abstract @Nullable Choice partner(IntegerChoice second, long change);

    /** Keeps the sum of the two. */
    static final class Redistribute extends PairPass {
        @Override
        @Nullable
        Choice partner(IntegerChoice second, long change) {
            return plus(second, -change);
        }
    }

    /** Keeps the difference of the two. */
    static final class Together extends PairPass {
        @Override
        @Nullable
        Choice partner(IntegerChoice second, long change) {
            return plus(second, change);
        }
    }

    private static @Nullable Choice plus(IntegerChoice choice, long change) {
        long value = choice.value() + change;
        boolean overflow = ((choice.value() ^ value) & (change ^ value)) < 0;
        return overflow
                        || value < choice.bounds().min()
                        || value > choice.bounds().max()
                ? null
                : new IntegerChoice(choice.bounds(), value);
    }
}
