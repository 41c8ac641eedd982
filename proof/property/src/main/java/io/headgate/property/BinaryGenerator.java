package io.headgate.property;

/** Runs of bytes, of any length unless bounded; shorter is simpler, then smaller bytes are, read as unsigned. */
public final class BinaryGenerator extends Generator<byte[]> {
    private final BytesChoice.Bounds bounds;

    BinaryGenerator(int minSize, int maxSize) {
        bounds = new BytesChoice.Bounds(minSize, maxSize);
    }

    /** This generator with at least this many bytes. */
    public BinaryGenerator minSize(int minSize) {
        return new BinaryGenerator(minSize, bounds.maxSize());
    }

    /** This generator with at most this many bytes. */
    public BinaryGenerator maxSize(int maxSize) {
        return new BinaryGenerator(bounds.minSize(), maxSize);
    }

    /** A new array, the caller's to write to. */
    @Override
    byte[] generate(TestCase testCase) {
        return testCase.recording().choose(bounds).value().clone();
    }
}
