package io.headgate.property;

import java.util.UUID;

/**
 * UUIDs; the smaller the number, the simpler. By default any 128 bits, the nil UUID and those of no known version
 * among them.
 */
public final class UuidGenerator extends Generator<UUID> {
    private static final IntegerChoice.Bounds BITS = IntegerChoice.Bounds.of(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final int ANY = 0;

    private final int version;

    private UuidGenerator(int version) {
        this.version = version;
    }

    static UuidGenerator any() {
        return new UuidGenerator(ANY);
    }

    /**
     * This generator with UUIDs of one version and the variant of RFC 9562; the other bits are any, a time or a digest
     * is not made up.
     *
     * @param version {@code 1..8}
     */
    public UuidGenerator version(int version) {
        if (version < 1 || version > 8) {
            throw new IllegalArgumentException("version: " + version + " (expected: 1..8)");
        }
        return new UuidGenerator(version);
    }

    @Override
    UUID generate(TestCase testCase) {
        long high = testCase.recording().choose(BITS).value();
        long low = testCase.recording().choose(BITS).value();
        return version == ANY
                ? new UUID(high, low)
                : new UUID((high & ~0xF000L) | ((long) version << 12), (low & ~(3L << 62)) | (1L << 63));
    }
}
