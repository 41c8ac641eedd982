package io.headgate.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCookiesTest {
    private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";

    @Test
    void sipHashGivesTheVectorsOfItsAuthors() {
        var key = new byte[16];
        var text = new byte[16];
        for (int i = 0; i < 16; i++) {
            key[i] = (byte) i;
            text[i] = (byte) i;
        }
        var hash = new SipHash(key);
        assertThat(hash.hash(text, 0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(hash.hash(text, 8)).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.hash(text, 15)).isEqualTo(0xa129ca6149be45e5L);
    }

    /** RFC 9018, appendix A. */
    @ParameterizedTest
    @CsvSource({
        "e5e973e5a6b2a43f48e7dc849e37bfcf, 2464c4abcf10c957, 198.51.100.100, 1559731985, 010000005cf79f111f8130c3eee29480",
        "e5e973e5a6b2a43f48e7dc849e37bfcf, 2464c4abcf10c957, 198.51.100.100, 1559734385, 010000005cf7a871d4a564a1442aca77",
        "e5e973e5a6b2a43f48e7dc849e37bfcf, fc93fc62807ddb86, 203.0.113.203, 1559734700, 010000005cf7a9acf73a7810aca2381e",
        "445536bcd2513298075a5d379663c962, 22681ab97d52c298, 2001:db8:220:1:59de:d0f4:8769:82b8, 1559741961,"
                + " 010000005cf7c609a6bb79d16625507a",
    })
    void cookiesAreThoseOfTheRfc(String secret, String clientCookie, String address, long now, String serverCookie) {
        byte[] cookie = new byte[ServerCookies.OCTETS];
        ServerCookies cookies = cookies(secret, null);
        cookies.write(hex(clientCookie), 0, client(address), now, cookie, 0);
        assertThat(HexFormat.of().formatHex(cookie)).isEqualTo(clientCookie + serverCookie);
        assertThat(cookies.isValid(cookie, 0, cookie.length, client(address), now))
                .isTrue();
    }

    /** RFC 9018, appendix A.3: another server has set the reserved octets. */
    @Test
    void reservedOctetsAreHashedAsTheyCome() {
        byte[] cookie = hex("fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5");
        assertThat(cookies(SECRET, null).isValid(cookie, 0, cookie.length, client("203.0.113.203"), 1_559_728_000))
                .isTrue();
    }

    @Test
    void aCookieIsGoodForAnHourForItsClientAndForEitherSecret() {
        byte[] cookie = hex("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
        ServerCookies cookies = cookies("00112233445566778899aabbccddeeff", SECRET);
        var client = client("198.51.100.100");
        long made = 1_559_731_985;
        assertThat(cookies.isValid(cookie, 0, 24, client, made)).isTrue();
        assertThat(cookies.isValid(cookie, 0, 24, client, made + 3_600)).isTrue();
        assertThat(cookies.isValid(cookie, 0, 24, client, made + 3_601)).isFalse();
        assertThat(cookies.isValid(cookie, 0, 24, client, made - 300)).isTrue();
        assertThat(cookies.isValid(cookie, 0, 24, client, made - 301)).isFalse();
        assertThat(cookies.isValid(cookie, 0, 24, client("198.51.100.101"), made))
                .isFalse();
        assertThat(cookies.isValid(cookie, 0, 8, client, made)).isFalse();
        assertThat(cookies("00112233445566778899aabbccddeeff", null).isValid(cookie, 0, 24, client, made))
                .isFalse();
        for (int i = 0; i < cookie.length; i++) {
            cookie[i] ^= 1;
            assertThat(cookies.isValid(cookie, 0, 24, client, made))
                    .as("octet %d", i)
                    .isFalse();
            cookie[i] ^= 1;
        }
    }

    private static ServerCookies cookies(String current, @Nullable String accepted) {
        return new ServerCookies(
                new CookieSecrets(Octets.of(hex(current)), accepted == null ? null : Octets.of(hex(accepted))));
    }

    private static ClientAddress client(String address) {
        var client = new ClientAddress();
        switch (IpAddress.parse(address)) {
            case IpAddress.V4(int bits) -> client.setV4(bits);
            case IpAddress.V6(long high, long low) -> client.setV6(high, low);
        }
        return client;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
