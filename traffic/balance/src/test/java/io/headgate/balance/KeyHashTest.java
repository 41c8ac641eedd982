package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.bytes;
import static io.headgate.balance.BalanceGenerators.octets;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    @HegelTest
    void aKeyHashesTheSameWhereverItLies(TestCase tc) {
        byte[] key = bytes(tc.draw(octets().maxSize(100), "key"));
        byte[] before = bytes(tc.draw(octets().maxSize(10), "before"));
        byte[] after = bytes(tc.draw(octets().maxSize(10), "after"));
        var buffer = Arrays.copyOf(before, before.length + key.length + after.length);
        System.arraycopy(key, 0, buffer, before.length, key.length);
        System.arraycopy(after, 0, buffer, before.length + key.length, after.length);
        assertThat(KeyHash.of(buffer, before.length, before.length + key.length))
                .isEqualTo(KeyHash.of(key, 0, key.length));
    }

    /** An average of many hashes: with a seed, since none of them has to be near it. */
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

    @HegelTest(testCases = 300)
    void addressesOfOneNetworkHashAlikeAndOthersDoNot(TestCase tc) {
        int length = tc.draw(sampledFrom(4, 16), "length");
        int bits = length * 8;
        int prefixBits = tc.draw(integers(0, bits), "prefixBits");
        int bitsInCommon =
                tc.draw(oneOf(just(prefixBits), just(Math.max(0, prefixBits - 1)), integers(0, bits)), "bitsInCommon");
        var octets = octets().minSize(length).maxSize(length);
        var address = new BigInteger(1, bytes(tc.draw(octets, "address")));
        var difference = new BigInteger(1, bytes(tc.draw(octets, "difference")))
                .setBit(bits - 1)
                .shiftRight(bitsInCommon);
        assertThat(KeyHash.ofNetwork(bytesOf(address.xor(difference), length), prefixBits)
                        == KeyHash.ofNetwork(bytesOf(address, length), prefixBits))
                .isEqualTo(bitsInCommon >= prefixBits);
    }

    private static byte[] bytesOf(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] address = new byte[length];
        int count = Math.min(length, bytes.length);
        System.arraycopy(bytes, bytes.length - count, address, length - count, count);
        return address;
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> KeyHash.of(new byte[4], 2, 5)).hasMessage("from..to: 2..5 (expected: within 0..4)");
        assertThatThrownBy(() -> KeyHash.ofNetwork(new byte[5], 0)).hasMessage("address: 5 bytes (expected: 4 or 16)");
        assertThatThrownBy(() -> KeyHash.ofNetwork(new byte[4], 33)).hasMessage("prefixBits: 33 (expected: 0..32)");
    }
}
