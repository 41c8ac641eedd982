package io.headgate.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any octets, as two blocks of one connection: {@link HpackDecoder} never throws, its table adds up, it keeps its offsets in bounds, and it
 * accepts nothing that Netty's decoder would refuse or read otherwise.
 */
class HpackDecoderFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyOctetsAreReadAsNettyReadsThemOrRefused(byte[] input) {
        if (input.length < 2) {
            return;
        }
        // The first octet says where the second block starts.
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        int cut = (input[0] & 0xFF) % (octets.length + 1);
        HpackDecoder ours = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);
        var netty = HpackText.nettyDecoder();
        for (byte[] block :
                List.of(Arrays.copyOfRange(octets, 0, cut), Arrays.copyOfRange(octets, cut, octets.length))) {
            Optional<List<String>> read = HpackText.decode(ours, block);
            ours.checkInvariants();
            if (read.isEmpty()) {
                return;
            }
            HpackDecoderTest.assertSame(read, HpackText.decode(netty, block), "block of " + block.length);
        }
    }
}
