package io.headgate.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What {@link HpackEncoder} writes, Netty's decoder reads. */
class HpackEncoderTest {
    private final byte[] out = new byte[1 << 16];
    private int at;

    @Test
    void everyStatusIsReadAsItself() {
        for (int status = 100; status <= 999; status++) {
            at = HpackEncoder.status(out, 0, status);
            assertThat(HpackText.decode(HpackText.nettyDecoder(), block())).contains(List.of(":status: " + status));
        }
    }

    @Test
    void requestsAreReadAsTheyWereOverManyBlocks() {
        SplittableRandom random = new SplittableRandom(42);
        DefaultHttp2HeadersDecoder decoder = HpackText.nettyDecoder();
        for (int i = 0; i < 2000; i++) {
            at = 0;
            if (i == 0) {
                out[at++] = HpackEncoder.NO_TABLE;
            }
            RandomRequest request = RandomRequest.draw(random);
            String method = random.nextInt(3) == 0 ? "GET" : request.method();
            List<String> expected = new ArrayList<>(List.of(
                    ":method: " + method, ":scheme: https", ":path: " + request.target(), ":authority: a.example"));
            byte[] text = method.getBytes(ISO_8859_1);
            at = HpackEncoder.method(out, at, text, 0, text.length);
            at = HpackEncoder.scheme(out, at, /* https= */ true);
            text = request.target().getBytes(ISO_8859_1);
            at = HpackEncoder.path(out, at, text, 0, text.length);
            text = "xa.example".getBytes(ISO_8859_1);
            at = HpackEncoder.authority(out, at, text, 1, text.length);
            for (int field = 0; field < request.names().size(); field++) {
                String name = request.names().get(field);
                String value = request.values().get(field);
                expected.add(name.toLowerCase(Locale.ROOT) + ": " + value);
                byte[] line = (name + ": " + value).getBytes(ISO_8859_1);
                int before = at;
                at = HpackEncoder.field(out, at, line, 0, name.length(), name.length() + 2, line.length);
                assertThat(at - before).isLessThanOrEqualTo(line.length - 2 + HpackEncoder.OVERHEAD);
            }
            assertThat(HpackText.decode(decoder, block())).as("block " + i).contains(expected);
        }
    }

    @Test
    void everyKnownNameIsReadAsItself() {
        for (int id = 1; id < HeaderId.COUNT; id++) {
            String name = HeaderId.name(id);
            byte[] line = (name + "v").getBytes(ISO_8859_1);
            at = HpackEncoder.field(out, 0, line, 0, name.length(), name.length(), line.length);
            assertThat(HpackText.decode(HpackText.nettyDecoder(), block())).contains(List.of(name + ": v"));
        }
    }

    @Test
    void longNamesAndValuesNeedNoMoreRoomThanSaid() {
        for (int length : new int[] {0, 14, 15, 126, 127, 128, 254, 255, 256, 16_383, 16_510, 16_511, 20_000}) {
            String name = "x".repeat(Math.max(1, length));
            byte[] line = (name + "v".repeat(length)).getBytes(ISO_8859_1);
            at = HpackEncoder.field(out, 0, line, 0, name.length(), name.length(), line.length);
            assertThat(at).isLessThanOrEqualTo(line.length + HpackEncoder.OVERHEAD);
            assertThat(HpackText.decode(HpackText.nettyDecoder(), block()))
                    .contains(List.of(name + ": " + "v".repeat(length)));
        }
    }

    @Test
    void secretsAreMarkedAsNeverToBeIndexed() {
        for (String name : List.of("authorization", "cookie", "set-cookie", "proxy-authorization")) {
            byte[] line = (name + "v").getBytes(ISO_8859_1);
            at = HpackEncoder.field(out, 0, line, 0, name.length(), name.length(), line.length);
            assertThat(out[0] & 0xf0).as(name).isEqualTo(0x10);
        }
        byte[] line = "acceptv".getBytes(ISO_8859_1);
        at = HpackEncoder.field(out, 0, line, 0, 6, 6, line.length);
        assertThat(out[0] & 0xf0).isZero();
    }

    private byte[] block() {
        return Arrays.copyOf(out, at);
    }
}
