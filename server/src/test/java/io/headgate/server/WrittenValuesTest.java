package io.headgate.server;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WrittenValuesTest {

    @HegelTest(testCases = 500)
    void aFormattedDurationIsReadAsItself(TestCase tc) {
        long unitMillis = tc.draw(sampledFrom(1, 1_000, 60_000, 3_600_000), "unitMillis");
        Duration duration = Duration.ofMillis(tc.draw(integers(0, 99_999), "units") * unitMillis);
        assertThat(DurationRange.parse(DurationRange.format(duration))).isEqualTo(duration);
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

    @HegelTest(testCases = 500)
    void aNetworkContainsTheAddressesWithItsPrefixAndNoOthers(TestCase tc) {
        int prefix = tc.draw(integers(0, 32), "prefix");
        int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
        int network = tc.draw(integers(), "network") & mask;
        int address = tc.draw(booleans(), "anyAddress")
                ? tc.draw(integers(), "address")
                : network ^ (1 << tc.draw(integers(0, 31), "otherBit"));
        assertThat(new CidrBlock(ipv4(network), prefix).contains(ipv4(address))).isEqualTo((address & mask) == network);
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
