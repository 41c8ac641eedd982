package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/**
 * Any fields at all, as a request, a response and a trailer section: {@link Http2Fields} never throws, and what it calls good is read as the
 * same fields by HTTP/1's reader, or refused by it. Fields are separated by 0x1e, name and value by the first colon with a blank behind.
 */
class Http2FieldsFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void noFieldsAreReadAsOthers(byte[] input) {
        List<String> fields = new ArrayList<>();
        for (String field : Descriptions.text(input, 0, input.length).split("\u001e", -1)) {
            if (field.contains(": ")) {
                fields.add(field);
            }
        }
        Http2FieldsModel.check(fields, /* end= */ fields.size() % 2 == 0);
        response(fields);
        trailers(fields);
    }

    private static void response(List<String> fields) {
        Http2Fields ours = new Http2Fields();
        ours.startResponse(64 << 10);
        Http2FieldsModel.feed(ours, fields);
        if (ours.finishResponse(/* end= */ false, /* headRequest= */ false) == Http2Fields.Outcome.GOOD) {
            ResponseHead head = new ResponseHead(HeadLimits.DEFAULT);
            int past = head.parse(ours.bytes(), 0, ours.length(), Method.GET);
            if (past != ResponseHead.INVALID) {
                boolean chunked = head.framing() == Framing.CHUNKED;
                assertThat(past).isEqualTo(ours.length());
                assertThat(head.headerCount()).isEqualTo(fields.size() - 1 + (chunked ? 1 : 0));
            }
        }
    }

    private static void trailers(List<String> fields) {
        Http2Fields ours = new Http2Fields();
        ours.startTrailers(64 << 10);
        Http2FieldsModel.feed(ours, fields);
        if (ours.finishTrailers() == Http2Fields.Outcome.GOOD) {
            Trailers trailers = new Trailers();
            if (trailers.parse(ours.bytes(), ours.length())) {
                assertThat(trailers.headerCount()).isEqualTo(fields.size());
            }
        }
    }
}
