package io.headgate.http;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

    @HegelTest(testCases = 200)
    void requestsAreReadAsTheyWereOverManyBlocks(TestCase tc) {
        DefaultHttp2HeadersDecoder decoder = HpackText.nettyDecoder();
        boolean first = true;
        for (SentRequest request : tc.draw(lists(requests()).minSize(1).maxSize(3), "requests")) {
            at = 0;
            if (first) {
                out[at++] = HpackEncoder.NO_TABLE;
                first = false;
            }
            encode(request);
            List<String> expected = new ArrayList<>(List.of(
                    ":method: " + request.method(),
                    ":scheme: https",
                    ":path: " + request.target(),
                    ":authority: a.example"));
            for (SentRequest.Field field : request.fields()) {
                expected.add(field.name().toLowerCase(Locale.ROOT) + ": " + field.value());
            }
            assertThat(HpackText.decode(decoder, block())).contains(expected);
        }
    }

    /** Now and then with the method that has a code of its own, and with a field that the static table knows. */
    private static Generator<SentRequest> requests() {
        return composite(tc -> {
            SentRequest request = tc.draw(HttpGenerators.requests());
            String method = tc.draw(booleans()) ? "GET" : request.method();
            List<SentRequest.Field> fields = new ArrayList<>(request.fields());
            for (int id : tc.draw(lists(integers(1, HeaderId.COUNT - 1)).maxSize(3))) {
                fields.add(tc.draw(integers(0, fields.size())), new SentRequest.Field(HeaderId.name(id), "", "v", ""));
            }
            return new SentRequest(method, request.target(), fields);
        });
    }

    private void encode(SentRequest request) {
        byte[] text = request.method().getBytes(ISO_8859_1);
        at = HpackEncoder.method(out, at, text, 0, text.length);
        at = HpackEncoder.scheme(out, at, /* https= */ true);
        text = request.target().getBytes(ISO_8859_1);
        at = HpackEncoder.path(out, at, text, 0, text.length);
        text = "xa.example".getBytes(ISO_8859_1);
        at = HpackEncoder.authority(out, at, text, 1, text.length);
        for (SentRequest.Field field : request.fields()) {
            int nameEnd = field.name().length();
            byte[] line = field.meaning().getBytes(ISO_8859_1);
            int before = at;
            at = HpackEncoder.field(out, at, line, 0, nameEnd, nameEnd + 2, line.length);
            assertThat(at - before).isLessThanOrEqualTo(line.length - 2 + HpackEncoder.OVERHEAD);
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
