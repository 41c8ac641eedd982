package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.bytes;
import static io.headgate.balance.BalanceGenerators.octets;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PersistenceCookieTest {
    private static final long LAST_EXPIRY = (1L << 40) - 1;
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private final PersistenceCookie cookies = new PersistenceCookie(SECRET, "api");

    @HegelTest(testCases = 300)
    void whatIsWrittenIsReadAnywhereInABuffer(TestCase tc) {
        long tag = tc.draw(longs(1, Long.MAX_VALUE), "tag");
        long expires = tc.draw(longs(0, LAST_EXPIRY), "expires");
        int at = tc.draw(integers(0, 20), "at");
        var out = new byte[at + PersistenceCookie.LENGTH + tc.draw(integers(0, 5), "behind")];
        int end = cookies.encode(tag, expires, out, at);
        assertThat(end).isEqualTo(at + PersistenceCookie.LENGTH);
        assertThat(cookies.decode(out, at, end, tc.draw(longs(0, expires), "now")))
                .isEqualTo(tag);
        assertThat(cookies.decode(out, at, end, expires)).isEqualTo(tag);
        assertThat(cookies.decode(out, at, end, expires + 1)).isEqualTo(PersistenceCookie.EXPIRED);
        Arrays.fill(out, at, end, (byte) 0);
        assertThat(out).as("around the cookie").containsOnly(0);
    }

    @HegelTest(testCases = 300)
    void anyOtherCharacterAnywhereIsRefused(TestCase tc) {
        var cookie = new byte[PersistenceCookie.LENGTH];
        cookies.encode(tc.draw(longs(1, Long.MAX_VALUE), "tag"), tc.draw(longs(0, LAST_EXPIRY), "expires"), cookie, 0);
        cookie[tc.draw(integers(0, PersistenceCookie.LENGTH - 1), "at")] ^=
                (byte) (int) tc.draw(integers(1, 255), "change");
        assertThat(cookies.decode(cookie, 0, cookie.length, 0)).isEqualTo(PersistenceCookie.INVALID);
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

    @HegelTest
    void anyBytesAreRefused(TestCase tc) {
        int length = PersistenceCookie.LENGTH;
        byte[] bytes = bytes(tc.draw(octets().minSize(length).maxSize(length), "bytes"));
        assertThat(cookies.decode(bytes, 0, length, 0)).isEqualTo(PersistenceCookie.INVALID);
    }

    @HegelTest(testCases = 300)
    void whatLooksLikeACookieAndWasNotSealedIsRefused(TestCase tc) {
        byte[] raw = bytes(tc.draw(octets().minSize(30).maxSize(30), "raw"));
        raw[0] = /* version= */ 1;
        byte[] forged = Base64.getUrlEncoder().encode(raw);
        assertThat(forged).hasSize(PersistenceCookie.LENGTH);
        assertThat(cookies.decode(forged, 0, forged.length, 0)).isEqualTo(PersistenceCookie.INVALID);
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
