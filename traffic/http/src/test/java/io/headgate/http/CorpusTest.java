package io.headgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Heads and chunks with what must become of them, however they are cut. */
class CorpusTest {
    private static final List<Vectors.Vector> REQUESTS =
            Vectors.read("requests.txt", "GET / HTTP/1.1\\r\\nHost: a\\r\\n", "\\r\\n\\r\\n");
    private static final List<Vectors.Vector> RESPONSES =
            Vectors.read("responses.txt", "HTTP/1.1 200 OK\\r\\n", "\\r\\n\\r\\n");
    private static final List<Vectors.Vector> CHUNKS = Vectors.read("chunks.txt", "", "");

    @TestFactory
    List<DynamicTest> requestsAreReadAsTheCorpusSays() {
        return Vectors.tests(REQUESTS, (vector, cuts) -> Descriptions.request(vector.octets(), cuts));
    }

    @TestFactory
    List<DynamicTest> responsesAreReadAsTheCorpusSays() {
        return Vectors.tests(
                RESPONSES, (vector, cuts) -> Descriptions.response(vector.octets(), cuts, answered(vector.expected())));
    }

    @TestFactory
    List<DynamicTest> chunksAreReadAsTheCorpusSays() {
        return Vectors.tests(CHUNKS, (vector, cuts) -> Descriptions.chunks(ByteBuffer.wrap(vector.octets()), cuts));
    }

    @Test
    void theCorpusReachesEveryRefusal() {
        var reached = new TreeSet<String>();
        for (var vectors : List.of(REQUESTS, RESPONSES, CHUNKS)) {
            vectors.forEach(vector -> reached.add(vector.expected()));
        }
        var all = new ArrayList<String>();
        for (HeadError error : HeadError.values()) {
            all.add(error.code());
        }
        assertThat(reached).containsAll(all);
    }

    private static Method answered(String expected) {
        int at = expected.indexOf("to=");
        return at < 0 ? Method.GET : Method.valueOf(expected.substring(at + 3));
    }
}
