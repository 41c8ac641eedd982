package io.headgate.property;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceCodecTest {
    private static final List<Choice.Bounds<?>> BOUNDS = List.of(
            BooleanChoice.Bounds.EVEN,
            IntegerChoice.Bounds.of(Long.MIN_VALUE, Long.MAX_VALUE),
            new FloatChoice.Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true, false),
            new TextChoice.Bounds(Alphabet.UNICODE, 0, 20),
            new BytesChoice.Bounds(0, 20));

    /** Any choice, by the engine's own distribution, in which odd values are frequent. */
    private static final Generator<Choice> CHOICES = composite(tc -> {
        Choice.Bounds<?> bounds = BOUNDS.get(tc.draw(integers(0, BOUNDS.size() - 1)));
        return bounds.random(new Random64(tc.draw(longs())));
    });

    @HegelTest(testCases = 500)
    void whatIsReadIsWhatWasWritten(TestCase tc) {
        List<Choice> choices = tc.draw(lists(CHOICES), "choices");
        assertThat(values(ChoiceCodec.fromText(ChoiceCodec.toText(choices)))).isEqualTo(values(choices));
    }

    /** Negative zero and lone surrogates are what a shorter form of the same number, and UTF-8, would lose. */
    @Test
    void valuesThatOtherFormsWouldLoseAreKept() {
        var floats = new FloatChoice.Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true, false);
        var texts = new TextChoice.Bounds(Alphabet.UNICODE, 0, 9);
        List<Choice> choices = List.of(
                new FloatChoice(floats, -0.0),
                new FloatChoice(floats, 0x1p53),
                new FloatChoice(floats, 0x1p53 - 1),
                new FloatChoice(floats, Double.longBitsToDouble(0x7ff8_0000_0000_0001L)),
                new TextChoice(texts, "\uD800"),
                new TextChoice(texts, "\uDC00\uD800"));
        assertThat(values(ChoiceCodec.decode(ChoiceCodec.encode(choices)))).isEqualTo(values(choices));
    }

    /** Reports, databases and tests hold texts of this version: it has to stay readable. */
    @Test
    void aTextOfVersionOneIsStillRead() {
        List<Choice> choices = ChoiceCodec.fromText("AQgBAAIDA1QEgAAAAAAAAAAFBADfAf-_A72wAwYD_wABAv___________wERIazw");
        assertThat(values(choices))
                .containsExactly(
                        "true", "false", "-2", "42.0", "-0.0", "\0ß\uDFFF\uD83D", "[-1, 0, 1]", "" + Long.MIN_VALUE);
    }

    @HegelTest
    void aChangedByteIsNoticed(TestCase tc) {
        byte[] bytes = ChoiceCodec.encode(tc.draw(lists(CHOICES)));
        int at = tc.draw(integers(0, bytes.length - 1), "at");
        int change = tc.draw(integers(1, 255), "change");
        bytes[at] ^= (byte) change;
        assertThatThrownBy(() -> ChoiceCodec.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("damaged");
    }

    @HegelTest
    void aTextThatWasNotCopiedToItsEndIsNoticed(TestCase tc) {
        String text = ChoiceCodec.toText(tc.draw(lists(CHOICES)));
        String start = text.substring(0, tc.draw(integers(0, text.length() - 1), "copied"));
        assertThatThrownBy(() -> ChoiceCodec.fromText(start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + start + "\": ");
    }

    /** Without bounds on what it allocates and reads, a body with a right checksum could still do harm. */
    @HegelTest(testCases = 500)
    void anyBodyWithARightChecksumIsReadOrRefused(TestCase tc) {
        List<Integer> drawn = tc.draw(lists(integers(0, 255)), "body");
        byte[] body = new byte[drawn.size() + 1];
        body[0] = ChoiceCodec.VERSION;
        for (int i = 0; i < drawn.size(); i++) {
            body[i + 1] = drawn.get(i).byteValue();
        }
        try {
            ChoiceCodec.decode(withChecksum(body));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("checksum");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 1 7             | kind of choice: 7 (expected: 0..6)",
                "1 1               | size: 1 (expected: at most the 0 bytes left)",
                "1 1 6 9 0         | size: 9 (expected: at most the 1 bytes left)",
                "1 1 4 1 2         | cut off: 2 bytes left (expected: 8)",
                "1 1 5 1 -1 -1 127 | code point: 2097151 (expected: 0..1114111)",
                "1 1 2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 1 | number: longer than ten bytes",
                "1 2 1 2           | cut off within a choice",
                "1 0 1             | 1 bytes after the last choice (expected: none)",
                "1                 | cut off within a choice",
                "2 0               | version 2 (expected: 1), or damaged",
            })
    void whatIsWrongIsSaid(String body, String message) {
        List<Integer> numbers =
                Arrays.stream(body.strip().split(" ")).map(Integer::valueOf).toList();
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = numbers.get(i).byteValue();
        }
        assertThatThrownBy(() -> ChoiceCodec.decode(withChecksum(bytes))).hasMessage(message);
    }

    @Test
    void aTextWithForeignCharactersIsNoReproduction() {
        assertThatThrownBy(() -> ChoiceCodec.fromText("AQ!"))
                .hasMessageStartingWith("\"AQ!\": not a reproduction: ")
                .hasMessageContaining("expected: the whole text of a report");
    }

    private static byte[] withChecksum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 4)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }

    private static List<String> values(List<Choice> choices) {
        return choices.stream()
                .map(choice -> choice instanceof BytesChoice(var _, byte[] bytes)
                        ? Arrays.toString(bytes)
                        : choice.boxed() instanceof Double number && number.isNaN()
                                ? "NaN " + Long.toHexString(Double.doubleToRawLongBits(number))
                                : choice.boxed().toString())
                .toList();
    }
}
