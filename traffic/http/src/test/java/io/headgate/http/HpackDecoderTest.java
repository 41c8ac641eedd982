package io.headgate.http;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks as RFC 7541 shows them, as Netty's encoder writes them, and as nobody may write them. */
class HpackDecoderTest {
    private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);

    // ------------------------------------------------------------------------------------------------------------------
    // RFC 7541, appendix C.

    @ParameterizedTest
    @CsvSource({
        "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572, custom-key: custom-header",
        "040c 2f73 616d 706c 652f 7061 7468, :path: /sample/path",
        "1008 7061 7373 776f 7264 0673 6563 7265 74, password: secret",
        "82, :method: GET"
    })
    void singleFieldsOfAppendixC2(String block, String field) {
        assertThat(decode(block)).contains(List.of(field));
    }

    @Test
    void requestsOfAppendixC3() {
        requests(
                "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                "8286 84be 5808 6e6f 2d63 6163 6865",
                "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65");
    }

    @Test
    void requestsWithHuffmanCodeOfAppendixC4() {
        requests(
                "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
                "8286 84be 5886 a8eb 1064 9cbf",
                "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
    }

    private void requests(String first, String second, String third) {
        assertThat(decode(first))
                .contains(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"));
        assertThat(decode(second))
                .contains(List.of(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache"));
        assertThat(decode(third))
                .contains(List.of(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value"));
    }

    @Test
    void responsesThatEvictOfAppendixC5() {
        responses(
                "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120"
                        + " 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                "4803 3330 37c1 c0bf",
                "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970"
                        + " 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d"
                        + " 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31");
    }

    @Test
    void responsesWithHuffmanCodeThatEvictOfAppendixC6() {
        responses(
                "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718"
                        + " 63c7 8f0b 97c8 e9ae 82ae 43d3",
                "4883 640e ffc1 c0bf",
                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7"
                        + " b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07");
    }

    private static void responses(String first, String second, String third) {
        HpackDecoder small = new HpackDecoder(256);
        assertThat(decode(small, first))
                .contains(List.of(
                        ":status: 302",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com"));
        assertThat(decode(small, second))
                .contains(List.of(
                        ":status: 307",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com"));
        assertThat(decode(small, third))
                .contains(List.of(
                        ":status: 200",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        "location: https://www.example.com",
                        "content-encoding: gzip",
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"));
        // Three entries are left, and no fourth: 222 octets, as the RFC says.
        assertThat(decode(small, "c0")).contains(List.of("date: Mon, 21 Oct 2013 20:13:22 GMT"));
        assertThat(decode(small, "c1")).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Netty judges.

    @HegelTest(testCases = 200)
    void whatNettyEncodesIsDecodedOverManyBlocks(TestCase tc) throws Http2Exception {
        StateMachine.of(new NettyConnection(tc)).run(tc);
    }

    /** One direction of a connection: Netty's encoder writes, ours reads. */
    static final class NettyConnection {
        private final int tableBytes;
        private final HpackDecoder ours;
        private final DefaultHttp2HeadersEncoder netty;

        NettyConnection(TestCase tc) throws Http2Exception {
            tableBytes = tc.draw(sampledFrom(4096, 0, 31, 32, 33, 64, 200), "tableBytes");
            ours = new HpackDecoder(tableBytes);
            boolean secrets = tc.draw(booleans(), "secrets");
            netty = new DefaultHttp2HeadersEncoder(
                    secrets ? (name, _) -> name.length() == 3 : Http2HeadersEncoder.NEVER_SENSITIVE,
                    /* ignoreMaxHeaderListSize= */ true,
                    16,
                    /* huffCodeThreshold= */ tc.draw(sampledFrom(1_000_000, 0, 20), "huffmanFrom"));
            netty.configuration().maxHeaderTableSize(tableBytes);
        }

        @Rule
        void block(TestCase tc) throws Http2Exception {
            List<String> fields = tc.draw(HttpGenerators.headerLists());
            assertThat(HpackText.decode(ours, HpackText.encode(netty, fields))).contains(fields);
        }

        @Rule
        void resize(TestCase tc) throws Http2Exception {
            netty.configuration().maxHeaderTableSize(tc.draw(integers(0, tableBytes)));
        }

        @Invariant
        void theTableAddsUp() {
            ours.checkInvariants();
        }
    }

    /** Whatever is changed in good blocks: both readers refuse it, or both read the same. */
    @HegelTest(testCases = 2_000)
    void damagedBlocksAreReadAsNettyReadsThem(TestCase tc) throws Http2Exception {
        var netty = new DefaultHttp2HeadersEncoder(
                Http2HeadersEncoder.NEVER_SENSITIVE, true, 16, tc.draw(sampledFrom(0, 1_000_000), "huffmanFrom"));
        byte[] good = HpackText.encode(netty, tc.draw(HttpGenerators.headerLists(), "fields"));
        String damaged = tc.draw(HttpGenerators.damaged(Descriptions.text(good, 0, good.length)), "damaged");
        byte[] block = damaged.getBytes(ISO_8859_1);
        HpackDecoder decoder = new HpackDecoder(4096);
        Optional<List<String>> read = HpackText.decode(decoder, block);
        decoder.checkInvariants();
        assertSame(read, HpackText.decode(HpackText.nettyDecoder(), block), "damaged");
    }

    /** But for the order, since Netty's headers put pseudo fields first; the order is seen where blocks are good. */
    static void assertSame(Optional<List<String>> ours, Optional<List<String>> netty, String what) {
        assertThat(ours.map(HpackDecoderTest::sorted)).as(what).isEqualTo(netty.map(HpackDecoderTest::sorted));
    }

    private static List<String> sorted(List<String> fields) {
        return fields.stream().sorted().toList();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Malformed.

    @ParameterizedTest
    @CsvSource({
        "'index 0', 80",
        "'an index beyond an empty table', be",
        "'a name beyond an empty table', 7e 00",
        "'the largest index', ff ff ff ff 7f",
        "'an index cut off', ff",
        "'an index cut off in the middle', ff 80",
        "'an index of 2^32', ff 81 ff ff ff 0f",
        "'an index with idle octets', ff 80 80 80 80 00",
        "'a literal without a name', 40",
        "'a literal without a value', 40 01 61",
        "'a name longer than the block', 40 05 61 61",
        "'a value longer than the block', 40 01 61 05 61",
        "'a value of 2^28 octets', 40 01 61 7f 81 ff ff 7f",
        "'a length cut off', 40 01 61 7f",
        "'Huffman code that ends inside a symbol', 40 01 61 82 ff fe",
        "'Huffman padding that is not ones', 40 01 61 81 18",
        "'Huffman padding of eight bits', 40 01 61 82 1f ff",
        "'Huffman padding alone, of eight bits', 40 01 61 81 ff",
        "'the end of string inside', 40 01 61 84 ff ff ff ff",
        "'the end of string after a symbol', 40 01 61 85 1f ff ff ff ff",
        "'a table larger than announced', 3f e2 1f",
        "'a table of 2^32', 3f e1 ff ff ff 0f",
        "'a size update after a field', 82 20",
        "'a size update cut off', 3f"
    })
    void malformedBlocksAreRefused(String what, String block) {
        assertThat(decode(block)).as(what).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'nothing', ''",
        "'the announced size', 3f e1 1f",
        "'two updates', 20 3f e1 1f",
        "'an empty name and an empty value', 00 00 00",
        "'Huffman padding of seven bits', 40 01 61 83 1a ab 7f",
        "'an empty Huffman string', 40 01 61 80"
    })
    void unusualBlocksAreRead(String what, String block) {
        assertThat(decode(block)).as(what).isPresent();
    }

    @Test
    void anEntryLargerThanTheTableEmptiesIt() {
        HpackDecoder small = new HpackDecoder(64);
        assertThat(decode(small, "40 01 61 01 62")).contains(List.of("a: b"));
        assertThat(decode(small, "be")).contains(List.of("a: b"));
        assertThat(decode(small, "40 01 61 20" + "63".repeat(32))).isPresent();
        assertThat(decode(small, "be")).isEmpty();
    }

    @Test
    void anEntryMayTakeItsNameFromTheOneItEvicts() {
        HpackDecoder small = new HpackDecoder(64);
        assertThat(decode(small, "40 04 6e616d65 01 61")).contains(List.of("name: a"));
        assertThat(decode(small, "7e 02 6262")).contains(List.of("name: bb"));
        assertThat(decode(small, "be")).contains(List.of("name: bb"));
    }

    @Test
    void aSizeUpdateEvictsAtOnce() {
        assertThat(decode("40 01 61 01 62")).isPresent();
        assertThat(decode("20 3f e1 1f be")).isEmpty();
    }

    private Optional<List<String>> decode(String block) {
        return decode(decoder, block);
    }

    private static Optional<List<String>> decode(HpackDecoder decoder, String block) {
        Optional<List<String>> fields = HpackText.decode(decoder, HpackText.hex(block));
        decoder.checkInvariants();
        return fields;
    }
}
