package io.headgate.property;

import org.jspecify.annotations.Nullable;

/** A whole number; the nearer to {@link Bounds#towards()} the simpler, and above it before below. */
record IntegerChoice(Bounds bounds, long value) implements Choice {

    @Override
    public Object boxed() {
        return value;
    }

    @Override
    public int units() {
        return 1;
    }

    @Override
    public boolean isSimplest() {
        return value == bounds.towards;
    }

    @Override
    public int compareSameKind(Choice other) {
        return Long.compareUnsigned(index(), ((IntegerChoice) other).index());
    }

    /** The place among all choices within the bounds, simplest first; unsigned. */
    long index() {
        return bounds.indexOf(value);
    }

    /**
     * A range of numbers.
     *
     * @param min the least, inclusive
     * @param max the greatest, inclusive
     * @param towards the simplest, {@code min..max}
     */
    record Bounds(long min, long max, long towards) implements Choice.Bounds<IntegerChoice> {
        Bounds {
            if (min > max) {
                throw new IllegalArgumentException("min: " + min + " (expected: at most max, " + max + ")");
            }
            if (towards < min || towards > max) {
                throw new IllegalArgumentException("towards: " + towards + " (expected: " + min + ".." + max + ")");
            }
        }

        /** The range with its number nearest to zero as the simplest. */
        static Bounds of(long min, long max) {
            return new Bounds(min, max, Math.clamp(0L, Math.min(min, max), Math.max(min, max)));
        }

        @Override
        public int kind() {
            return 1;
        }

        @Override
        public IntegerChoice simplest() {
            return new IntegerChoice(this, towards);
        }

        @Override
        public @Nullable IntegerChoice adopt(Choice other) {
            return other instanceof IntegerChoice(var _, long value) && value >= min && value <= max
                    ? new IntegerChoice(this, value)
                    : null;
        }

        @Override
        public long count() {
            long last = max - min;
            return last < 0 || last == Long.MAX_VALUE ? Long.MAX_VALUE : last + 1;
        }

        /**
         * Small ranges evenly. In large ones one draw in eight is an end, a number around zero, or around a power of
         * two; of the others every second is even over the number of bits of the distance from the simplest, so that
         * small numbers are met, the rest even over the range.
         */
        @Override
        public IntegerChoice random(Random64 random) {
            long count = max - min + 1; // 0 stands for 2^64
            if (count > 0 && count <= 16) {
                return new IntegerChoice(this, min + random.below(count));
            }
            if (random.oneIn(8)) {
                long special = special(random);
                if (special >= min && special <= max) {
                    return new IntegerChoice(this, special);
                }
            }
            if (random.oneIn(2)) {
                long above = max - towards; // unsigned, as below
                long below = towards - min;
                boolean up = below == 0 || (above != 0 && random.oneIn(2));
                long room = up ? above : below;
                int bits = random.below(64 - Long.numberOfLeadingZeros(room)) + 1;
                long distance = random.next() >>> (64 - bits);
                if (Long.compareUnsigned(distance, room) <= 0) {
                    return new IntegerChoice(this, up ? towards + distance : towards - distance);
                }
            }
            return new IntegerChoice(this, min + random.below(count));
        }

        private long special(Random64 random) {
            return switch (random.below(4)) {
                case 0 -> min;
                case 1 -> max;
                case 2 -> random.below(3) - 1;
                default -> {
                    long power = (1L << random.below(63)) + random.below(3) - 1;
                    yield random.oneIn(2) ? power : -power;
                }
            };
        }

        /** The place of a value in the order of simplicity, unsigned: 0 for {@code towards}, then +1, -1, +2, ... */
        long indexOf(long value) {
            boolean up = value >= towards;
            long distance = up ? value - towards : towards - value;
            long bothSides = bothSides();
            if (Long.compareUnsigned(distance, bothSides) <= 0) {
                return up ? (distance == 0 ? 0 : 2 * distance - 1) : 2 * distance;
            }
            return bothSides + distance;
        }

        /** The value at a place of {@link #indexOf}; the place must be one of {@code 0..max-min}, unsigned. */
        long valueAt(long index) {
            long bothSides = bothSides();
            // Twice bothSides fits: it is at most the size of the range.
            if (Long.compareUnsigned(index, 2 * bothSides) <= 0) {
                long distance = (index >>> 1) + (index & 1);
                return (index & 1) == 1 ? towards + distance : towards - distance;
            }
            long distance = index - bothSides;
            return Long.compareUnsigned(max - towards, towards - min) > 0 ? towards + distance : towards - distance;
        }

        /** Up to this distance from {@code towards} there is a value on either side; unsigned. */
        private long bothSides() {
            long above = max - towards;
            long below = towards - min;
            return Long.compareUnsigned(above, below) < 0 ? above : below;
        }
    }
}
