package io.headgate.property;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A run of bytes; fewer are simpler, then the first smaller one decides. The array is never written to. */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below.
record BytesChoice(Bounds bounds, byte[] value) implements Choice {

    @Override
    public Object boxed() {
        return value;
    }

    @Override
    public int units() {
        return 1 + value.length;
    }

    @Override
    public boolean isSimplest() {
        if (value.length != bounds.minSize) {
            return false;
        }
        for (byte b : value) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareSameKind(Choice other) {
        byte[] theirs = ((BytesChoice) other).value;
        return value.length != theirs.length
                ? Integer.compare(value.length, theirs.length)
                : Arrays.compareUnsigned(value, theirs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BytesChoice(Bounds theirBounds, byte[] theirs)
                && bounds.equals(theirBounds)
                && Arrays.equals(value, theirs);
    }

    @Override
    public int hashCode() {
        return 31 * bounds.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return Arrays.toString(value);
    }

    /** How many bytes: {@code 0 <= minSize <= maxSize}. */
    record Bounds(int minSize, int maxSize) implements Choice.Bounds<BytesChoice> {
        Bounds {
            Sizes.check(minSize, maxSize);
        }

        @Override
        public int kind() {
            return 4;
        }

        @Override
        public BytesChoice simplest() {
            return new BytesChoice(this, new byte[minSize]);
        }

        @Override
        public BytesChoice random(Random64 random) {
            byte[] bytes = new byte[Sizes.random(random, minSize, maxSize)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = switch (random.below(8)) {
                    case 0 -> 0;
                    case 1 -> (byte) 0xFF;
                    default -> (byte) random.next();
                };
            }
            return new BytesChoice(this, bytes);
        }

        @Override
        public @Nullable BytesChoice adopt(Choice other) {
            return other instanceof BytesChoice(var _, byte[] value)
                            && value.length >= minSize
                            && value.length <= maxSize
                    ? new BytesChoice(this, value)
                    : null;
        }

        @Override
        public long count() {
            if (maxSize > 7) {
                return Long.MAX_VALUE;
            }
            long count = 0;
            for (int size = minSize; size <= maxSize; size++) {
                count += 1L << (8 * size);
            }
            return count;
        }
    }
}
