package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any octets, cut anywhere: {@link RequestHead} never throws, gives one result, and keeps its offsets in bounds. Runs the inputs under
 * {@code src/test/resources/io/headgate/http/RequestHeadFuzzTestInputs}; for a search of five minutes:
 * {@code JAZZER_FUZZ=1 ./mvnw -pl traffic/http test -Dtest=RequestHeadFuzzTest}.
 */
class RequestHeadFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyOctetsHoweverCutHaveOneReading(byte[] input) {
        if (input.length < 2) {
            return;
        }
        // The first octet says where to cut; the rest is the head.
        byte[] octets = Arrays.copyOfRange(input, 1, input.length);
        int cut = 1 + (input[0] & 0xFF) % octets.length;
        String whole = Descriptions.request(octets, new int[] {octets.length});
        assertThat(Descriptions.request(octets, new int[] {cut, octets.length})).isEqualTo(whole);

        var head = new RequestHead(HeadLimits.DEFAULT);
        int past = head.parse(octets, 0, octets.length);
        if (past >= 0) {
            checkOffsets(head, past);
            boolean hasLength = head.find(HeaderId.CONTENT_LENGTH) >= 0;
            boolean hasCoding = head.find(HeaderId.TRANSFER_ENCODING) >= 0;
            assertThat(hasLength && hasCoding).isFalse();
            assertThat(head.framing())
                    .isEqualTo(hasLength ? Framing.LENGTH : hasCoding ? Framing.CHUNKED : Framing.NONE);
        }
    }

    private static void checkOffsets(RequestHead head, int past) {
        assertThat(head.headersEnd() + 2).isEqualTo(past);
        assertThat(head.methodStart()).isLessThan(head.methodEnd());
        assertThat(head.targetStart()).isBetween(head.methodEnd(), head.pathStart());
        assertThat(head.pathEnd()).isBetween(head.pathStart(), head.targetEnd());
        assertThat(head.targetEnd()).isLessThan(head.headersStart());
        int at = head.headersStart();
        for (int i = 0; i < head.headerCount(); i++) {
            assertThat(head.lineStart(i)).isEqualTo(at);
            assertThat(head.nameEnd(i)).isGreaterThan(at);
            assertThat(head.valueStart(i)).isGreaterThan(head.nameEnd(i));
            assertThat(head.valueEnd(i)).isBetween(head.valueStart(i), head.lineEnd(i) - 2);
            at = head.lineEnd(i);
        }
        assertThat(at).isEqualTo(head.headersEnd());
    }
}
