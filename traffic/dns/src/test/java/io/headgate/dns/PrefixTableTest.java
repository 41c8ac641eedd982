package io.headgate.dns;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.maps;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
    private static final int OTHERWISE = 9;

    @HegelTest(testCases = 1_000)
    void theLongestPrefixWinsAndTheScopeIsAsWideAsItCanBe(TestCase tc) {
        boolean v6 = tc.draw(booleans(), "v6");
        Map<IpPrefix, Integer> prefixes =
                tc.draw(maps(prefixes(v6), integers(0, 2)).maxSize(8), "prefixes");
        var table = PrefixTable.of(prefixes, OTHERWISE);
        IpPrefix asked = tc.draw(prefixes(v6), "asked");
        int width = v6 ? 128 : 32;
        long high = high(asked.address());
        long low = low(asked.address());
        int interval = v6 ? table.find6(high, low) : table.find4((int) (high >>> 32));
        int value = v6 ? table.value6(interval) : table.value4(interval);
        int scope = v6 ? table.scope6(interval, high, low) : table.scope4(interval, (int) (high >>> 32));
        assertThat(value).isEqualTo(model(prefixes, high, low));
        assertThat(scope).isBetween(0, width);
        assertThat(isUniform(prefixes, high, low, scope)).as("all of the scope").isTrue();
        if (scope > 0) {
            assertThat(isUniform(prefixes, high, low, scope - 1))
                    .as("a wider scope")
                    .isFalse();
        }
    }

    /** Whether all addresses have one value: those where a prefix begins or has ended are enough to look at. */
    private static boolean isUniform(Map<IpPrefix, Integer> prefixes, long high, long low, int length) {
        long fromHigh = high & ~Bits.afterPrefixHigh(-1L, length);
        long fromLow = low & ~Bits.afterPrefixLow(-1L, length);
        int value = model(prefixes, fromHigh, fromLow);
        for (IpPrefix prefix : prefixes.keySet()) {
            long startHigh = high(prefix.address());
            long startLow = low(prefix.address());
            boolean v6 = prefix.address() instanceof IpAddress.V6;
            long endLow = v6 ? (startLow | Bits.afterPrefixLow(-1L, prefix.length())) + 1 : 0;
            long endHigh = v6
                    ? (startHigh | Bits.afterPrefixHigh(-1L, prefix.length())) + (endLow == 0 ? 1 : 0)
                    : (startHigh | Bits.afterPrefixHigh(-1L, prefix.length()) | 0xFFFF_FFFFL) + 1;
            if (differs(prefixes, startHigh, startLow, fromHigh, fromLow, length, value)
                    || differs(prefixes, endHigh, endLow, fromHigh, fromLow, length, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differs(
            Map<IpPrefix, Integer> prefixes, long high, long low, long fromHigh, long fromLow, int length, int value) {
        boolean within = (high & ~Bits.afterPrefixHigh(-1L, length)) == fromHigh
                && (low & ~Bits.afterPrefixLow(-1L, length)) == fromLow;
        return within && model(prefixes, high, low) != value;
    }

    private static int model(Map<IpPrefix, Integer> prefixes, long high, long low) {
        int best = -1;
        int value = OTHERWISE;
        for (var entry : prefixes.entrySet()) {
            IpPrefix prefix = entry.getKey();
            boolean within = (high & ~Bits.afterPrefixHigh(-1L, prefix.length())) == high(prefix.address())
                    && (low & ~Bits.afterPrefixLow(-1L, prefix.length())) == low(prefix.address());
            if (within && prefix.length() > best) {
                best = prefix.length();
                value = entry.getValue();
            }
        }
        return value;
    }

    private static long high(IpAddress address) {
        return switch (address) {
            case IpAddress.V4(int bits) -> (long) bits << 32;
            case IpAddress.V6(long high, long low) -> high;
        };
    }

    private static long low(IpAddress address) {
        return switch (address) {
            case IpAddress.V4(int bits) -> 0;
            case IpAddress.V6(long high, long low) -> low;
        };
    }

    /** Few bits are set, at the ends and in the middle, so that prefixes nest and touch. */
    private static Generator<IpPrefix> prefixes(boolean v6) {
        return composite(tc -> {
            int bits = tc.draw(integers(0, 15));
            if (!v6) {
                int address = (bits & 12) << 28 | (bits & 2) << 15 | (bits & 1) | (bits == 15 ? 0x3FFE_FFFE : 0);
                int length = tc.draw(integers(0, 32));
                return new IpPrefix(new IpAddress.V4(address & ~Bits.afterPrefix32(-1, length)), length);
            }
            int length = tc.draw(integers(0, 128));
            long high = (long) (bits & 12) << 60 | (bits & 2) >> 1 | (bits == 15 ? -1L : 0);
            long low = (long) (bits & 2) << 62 | (bits & 1);
            return new IpPrefix(
                    new IpAddress.V6(
                            high & ~Bits.afterPrefixHigh(-1L, length), low & ~Bits.afterPrefixLow(-1L, length)),
                    length);
        });
    }

    @Test
    void theWorkedNumberIsRight() {
        var table = PrefixTable.of(Map.of(IpPrefix.parse("10.1.0.0/16"), 1), OTHERWISE);
        int address = IpAddress.parseV4("10.2.3.4").bits();
        assertThat(table.scope4(table.find4(address), address)).isEqualTo(15);
        assertThat(table.scope6(table.find6(1, 1), 1, 1)).isZero();
    }
}
