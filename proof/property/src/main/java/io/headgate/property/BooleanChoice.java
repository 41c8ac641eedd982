package io.headgate.property;

import org.jspecify.annotations.Nullable;

/** A yes or no; no is simplest. */
record BooleanChoice(Bounds bounds, boolean value) implements Choice {

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
        return !value || bounds.probability == 1;
    }

    @Override
    public int compareSameKind(Choice other) {
        return Boolean.compare(value, ((BooleanChoice) other).value);
    }

    /**
     * How often a draw is true, {@code 0..1}; both ends leave no choice. The choice is recorded all the same, so that
     * the elements of a list look alike whether they had to be there or not.
     */
    record Bounds(double probability) implements Choice.Bounds<BooleanChoice> {
        static final Bounds EVEN = new Bounds(0.5);
        static final Bounds ALWAYS = new Bounds(1);
        static final Bounds NEVER = new Bounds(0);

        Bounds {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("probability: " + probability + " (expected: 0..1)");
            }
        }

        @Override
        public int kind() {
            return 0;
        }

        @Override
        public BooleanChoice simplest() {
            return new BooleanChoice(this, probability == 1);
        }

        @Override
        public BooleanChoice random(Random64 random) {
            return new BooleanChoice(this, random.chance(probability));
        }

        @Override
        public @Nullable BooleanChoice adopt(Choice other) {
            return other instanceof BooleanChoice(var _, boolean value) && (value ? probability > 0 : probability < 1)
                    ? new BooleanChoice(this, value)
                    : null;
        }

        @Override
        public long count() {
            return probability > 0 && probability < 1 ? 2 : 1;
        }
    }
}
