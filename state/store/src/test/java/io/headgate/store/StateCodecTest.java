package io.headgate.store;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a state's bytes are; that a rebuilt store goes on as before is in {@link KeyspaceModelTest}. */
class StateCodecTest {
    @Test
    void aStateOfVersion1CanStillBeRead() throws IOException {
        String line;
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("state-1.txt"))) {
            line = new String(file.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        Keyspace restored = States.read(HexFormat.of().parseHex(line));
        assertThat(HexFormat.of().formatHex(States.written(States.sample()))).isEqualTo(line);
        assertThat(restored.revision()).isEqualTo(7);
        assertThat(restored.slot()).isEqualTo(10);
        assertThat(restored.lease(7)).hasValue(new Lease(7, 60, 1, List.of()));
        assertThat(restored.alarms()).containsExactly(new Alarm(1, Alarm.Kind.NO_SPACE));
    }

    @HegelTest(testCases = 300)
    void aStateThatWasCutIsRefused(TestCase tc) {
        byte[] written = States.written(States.sample());
        int size = tc.draw(integers(0, written.length - 1), "size");
        assertThatThrownBy(() -> States.read(Arrays.copyOf(written, size))).isInstanceOf(CodecException.class);
    }

    @HegelTest(testCases = 1_000)
    void aBitThatWasTurnedIsRefusedOrAnotherState(TestCase tc) {
        byte[] written = States.written(States.sample());
        int bit = tc.draw(integers(0, 8 * written.length - 1), "bit");
        byte[] turned = written.clone();
        turned[bit / 8] ^= (byte) (1 << bit % 8);
        try {
            assertThat(States.written(States.read(turned))).isNotEqualTo(written);
        } catch (CodecException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void whatIsBeingWrittenOutIsNotFreed() {
        var store = new Keyspace();
        for (int i = 0; i < 1_000; i++) {
            put(store, "key" + i % 10, "value" + i);
        }
        var expected = store.hash(0);
        byte[] before = States.written(store);
        try (StateWriter writer = store.snapshot()) {
            var first = ByteBuffer.allocate(100);
            assertThat(writer.write(first)).isTrue();
            for (int i = 0; i < 1_000; i++) {
                put(store, "key" + i % 10, "later" + i);
            }
            store.apply(store.slot() + 1, 0, new Command.Compact(store.revision()));
            assertThat(store.tidy(Integer.MAX_VALUE)).isFalse();
            var rest = ByteBuffer.allocate(before.length);
            assertThat(writer.write(rest)).isFalse();
            var reader = new StateReader();
            reader.read(first.flip());
            reader.read(rest.flip());
            assertThat(reader.finish().hash(0)).isEqualTo(expected);
        }
        long held = store.storeBytes();
        store.tidy(Integer.MAX_VALUE);
        assertThat(store.storeBytes()).isLessThan(held).isEqualTo(store.liveBytes());
    }

    @Test
    void nothingIsReadBeforeAHeaderOrAfterTheEnd() {
        byte[] written = States.written(new Keyspace());
        var twice = ByteBuffer.allocate(2 * written.length).put(written).put(written);
        assertThatThrownBy(() -> States.read(twice.array()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("after the end");
        assertThatThrownBy(() -> States.read(new byte[] {2, 8, 4}))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("expected: a header");
    }

    private static void put(Keyspace store, String key, String value) {
        store.apply(store.slot() + 1, 0, new Command.Execute(Operation.Put.of(Bytes.of(key), Bytes.of(value))));
    }
}
