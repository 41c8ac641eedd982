package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersistenceCookieTest {
    private static final long SEED = 0x5EED_0008;
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private final PersistenceCookie cookies = new PersistenceCookie(SECRET, "api");

    @Test
    void whatIsWrittenIsReadAnywhereInABuffer() {
        for (int run = 0; run < 2_000; run++) {
            var random = new SplittableRandom(SEED + run);
            long tag = random.nextLong(1, Long.MAX_VALUE);
            long expires = random.nextLong(1L << 40);
            int at = random.nextInt(20);
            var out = new byte[at + PersistenceCookie.LENGTH + random.nextInt(5)];
            int end = cookies.encode(tag, expires, out, at);
            assertThat(end).isEqualTo(at + PersistenceCookie.LENGTH);
            assertThat(cookies.decode(out, at, end, expires))
                    .as("seed %d", SEED + run)
                    .isEqualTo(tag);
            assertThat(cookies.decode(out, at, end, expires + 1))
                    .as("seed %d", SEED + run)
                    .isEqualTo(PersistenceCookie.EXPIRED);
        }
    }

    @Test
    void anyFlippedBitIsRefused() {
        byte[] cookie = cookie(cookies, 1_000);
        for (int bit = 0; bit < cookie.length * 8; bit++) {
            byte[] forged = cookie.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cookies.decode(forged, 0, forged.length, 0))
                    .as("bit %d", bit)
                    .isEqualTo(PersistenceCookie.INVALID);
        }
    }

    @Test
    void anyOtherLengthIsRefused() {
        byte[] cookie = Arrays.copyOf(cookie(cookies, 1_000), PersistenceCookie.LENGTH + 4);
        for (int length = 0; length <= cookie.length; length++) {
            if (length != PersistenceCookie.LENGTH) {
                assertThat(cookies.decode(cookie, 0, length, 0))
                        .as("%d bytes", length)
                        .isEqualTo(PersistenceCookie.INVALID);
            }
        }
    }

    @Test
    void randomBytesAreRefused() {
        var random = new SplittableRandom(SEED);
        var bytes = new byte[PersistenceCookie.LENGTH];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            assertThat(cookies.decode(bytes, 0, bytes.length, 0)).isEqualTo(PersistenceCookie.INVALID);
        }
    }

    @Test
    void cookiesOfAnotherPoolOrSecretAreRefused() {
        byte[] otherSecret = SECRET.clone();
        otherSecret[31]++;
        for (var other :
                new PersistenceCookie[] {new PersistenceCookie(SECRET, "web"), new PersistenceCookie(otherSecret, "api")
                }) {
            assertThat(other.decode(cookie(cookies, 1_000), 0, PersistenceCookie.LENGTH, 0))
                    .isEqualTo(PersistenceCookie.INVALID);
            assertThat(other.tagOf("east/10.0.1.10:9000")).isNotEqualTo(cookies.tagOf("east/10.0.1.10:9000"));
        }
    }

    @Test
    void everyNodeAndVersionWritesTheSameCookie() {
        var again = new PersistenceCookie(SECRET, "api");
        assertThat(cookie(again, 1_000)).isEqualTo(cookie(cookies, 1_000));
        assertThat(new String(cookie(cookies, 1_000), StandardCharsets.US_ASCII))
                .isEqualTo("AVT4XvrYhxMAAAAAA-hZOsj4sdxAEDii6ChQs11-");
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> new PersistenceCookie(new byte[31], "api"))
                .hasMessage("secret of the cookies of api: 31 bytes (expected: at least 32)");
        assertThatThrownBy(() -> cookies.encode(0, 0, new byte[40], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cookies.encode(1, 1L << 40, new byte[40], 0))
                .hasMessage("expiresEpochSecond: 1099511627776 (expected: 0..1099511627775)");
    }

    private static byte[] cookie(PersistenceCookie cookies, long expiresEpochSecond) {
        var out = new byte[PersistenceCookie.LENGTH];
        cookies.encode(cookies.tagOf("east/10.0.1.10:9000"), expiresEpochSecond, out, 0);
        return out;
    }
}
