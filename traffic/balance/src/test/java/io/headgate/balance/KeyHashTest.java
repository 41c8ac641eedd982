package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {
    private static final long SEED = 0x5EED_0009;

    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1"
    })
    void theHashIsXxh64(String key, String expected) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        assertThat(Long.toHexString(KeyHash.of(bytes, 0, bytes.length))).isEqualTo(expected);
    }

    @Test
    void aKeyHashesTheSameWhereverItLies() {
        for (int run = 0; run < 2_000; run++) {
            var random = new SplittableRandom(SEED + run);
            var key = new byte[random.nextInt(100)];
            random.nextBytes(key);
            int at = random.nextInt(50);
            var buffer = new byte[at + key.length + random.nextInt(50)];
            random.nextBytes(buffer);
            System.arraycopy(key, 0, buffer, at, key.length);
            assertThat(KeyHash.of(buffer, at, at + key.length))
                    .as("seed %d", SEED + run)
                    .isEqualTo(KeyHash.of(key, 0, key.length));
        }
    }

    @Test
    void everyBitOfAKeyFlipsAboutHalfOfTheHash() {
        var random = new SplittableRandom(SEED);
        long flipped = 0;
        long flips = 0;
        for (int length = 1; length <= 80; length++) {
            var key = new byte[length];
            random.nextBytes(key);
            long before = KeyHash.of(key, 0, length);
            for (int bit = 0; bit < length * 8; bit++) {
                key[bit / 8] ^= (byte) (1 << bit % 8);
                flipped += Long.bitCount(before ^ KeyHash.of(key, 0, length));
                flips++;
                key[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(flipped / (64.0 * flips)).isBetween(0.495, 0.505);
    }

    @Test
    void addressesOfOneNetworkHashAlikeAndOthersDoNot() {
        for (int run = 0; run < 2_000; run++) {
            var random = new SplittableRandom(SEED + run);
            var address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            int prefixBits = random.nextInt(address.length * 8 + 1);
            int bit = random.nextInt(address.length * 8);
            var other = address.clone();
            other[bit / 8] ^= (byte) (0x80 >> bit % 8);
            assertThat(KeyHash.ofNetwork(other, prefixBits) == KeyHash.ofNetwork(address, prefixBits))
                    .as("bit %d of /%d, seed %d", bit, prefixBits, SEED + run)
                    .isEqualTo(bit >= prefixBits);
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> KeyHash.of(new byte[4], 2, 5)).hasMessage("from..to: 2..5 (expected: within 0..4)");
        assertThatThrownBy(() -> KeyHash.ofNetwork(new byte[5], 0)).hasMessage("address: 5 bytes (expected: 4 or 16)");
        assertThatThrownBy(() -> KeyHash.ofNetwork(new byte[4], 33)).hasMessage("prefixBits: 33 (expected: 0..32)");
    }
}
