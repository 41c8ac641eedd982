package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WrittenValuesTest {

    @Test
    void aFormattedDurationIsReadAsItself() {
        for (int iteration = 0; iteration < 1_000; iteration++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(iteration);
            long unit = new long[] {1, 1_000, 60_000, 3_600_000}[random.nextInt(4)];
            var duration = Duration.ofMillis(random.nextInt(100_000) * unit);
            assertThat(DurationRange.parse(DurationRange.format(duration)))
                    .as("seed %s", iteration)
                    .isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "5", "5S", " 5s", "5s ", "-5s", "1.5s", "1m30s", "5min", "1d", "1234567890s", "٥s"})
    void aDurationIsOneNumberWithOneUnit(String text) {
        assertThat(DurationRange.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "16KiB, 16384", "1MiB, 1048576", "1KB, -1", "1kib, -1", "-1, -1", "1 KiB, -1"})
    void aSizeIsBytesOrABinaryUnit(String text, long bytes) {
        assertThat(SizeRange.parse(text)).isEqualTo(bytes);
    }

    @Test
    void aNetworkContainsTheAddressesWithItsPrefixAndNoOthers() {
        for (int iteration = 0; iteration < 1_000; iteration++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(iteration);
            int prefix = random.nextInt(33);
            int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
            int network = random.nextInt() & mask;
            int address = random.nextBoolean() ? random.nextInt() : network ^ (1 << random.nextInt(32));
            assertThat(new CidrBlock(ipv4(network), prefix).contains(ipv4(address)))
                    .as("seed %s", iteration)
                    .isEqualTo((address & mask) == network);
        }
    }

    @Test
    void aNetworkOfOneFamilyContainsNoAddressOfTheOther() {
        assertThat(new CidrBlock(ipv4(0), 0).contains(InetAddress.ofLiteral("::1")))
                .isFalse();
    }

    private static InetAddress ipv4(int bits) {
        return InetAddress.ofLiteral(
                (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff));
    }
}
