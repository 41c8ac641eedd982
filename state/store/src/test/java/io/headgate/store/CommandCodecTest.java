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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
    private static final Bytes KEY = Bytes.of("key");

    @HegelTest(testCases = 2_000)
    void whatIsDecodedIsWhatWasEncodedInAsManyBytesAsSaid(TestCase tc) {
        Command command = tc.draw(Draws.commands(), "command");
        byte[] encoded = encoded(command);
        assertThat(CommandCodec.decode(ByteBuffer.wrap(encoded))).isEqualTo(command);
    }

    @HegelTest(testCases = 1_000)
    void aCommandThatWasCutOrChangedIsRefusedOrAnother(TestCase tc) {
        Command command = tc.draw(Draws.commands(), "command");
        byte[] encoded = encoded(command);
        int cut = tc.draw(integers(0, encoded.length - 1), "cut");
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(encoded, 0, cut)))
                .isInstanceOf(CodecException.class);
        int bit = tc.draw(integers(0, 8 * encoded.length - 1), "bit");
        encoded[bit / 8] ^= (byte) (1 << bit % 8);
        try {
            Command other = CommandCodec.decode(ByteBuffer.wrap(encoded));
            assertThat(encoded(other)).as("every command has one form").isEqualTo(encoded);
            assertThat(other).isNotEqualTo(command);
        } catch (CodecException refused) {
            assertThat(refused).hasMessageContaining("expected");
        }
    }

    @Test
    void commandsOfVersion1CanStillBeRead() throws IOException {
        List<String> lines;
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("commands-1.txt"))) {
            lines = new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
        var format = HexFormat.of();
        assertThat(lines.stream().map(line -> CommandCodec.decode(ByteBuffer.wrap(format.parseHex(line)))))
                .containsExactlyElementsOf(samples());
        assertThat(samples().stream().map(command -> format.formatHex(encoded(command))))
                .containsExactlyElementsOf(lines);
    }

    /** Every kind of everything, and every enum's every value. */
    static List<Command> samples() {
        var range = new KeyRange(KEY, Bytes.of("kez"));
        var compares = List.of(
                new Compare(range, Compare.Relation.EQUAL, new Compare.Subject.Version(1)),
                new Compare(KeyRange.of(KEY), Compare.Relation.GREATER, new Compare.Subject.CreateRevision(2)),
                new Compare(KeyRange.ALL, Compare.Relation.LESS, new Compare.Subject.ModRevision(300)),
                new Compare(range, Compare.Relation.NOT_EQUAL, new Compare.Subject.Value(Bytes.of("v"))),
                new Compare(range, Compare.Relation.EQUAL, new Compare.Subject.Lease(-1)));
        var operations = new ArrayList<Operation>();
        for (Operation.Order order : Operation.Order.values()) {
            operations.add(new Operation.Range(range, 7, 8, order, Operation.Target.KEY, true, false, 1, 2, 3, 4));
        }
        for (Operation.Target target : Operation.Target.values()) {
            operations.add(new Operation.Range(
                    KeyRange.ALL, -1, 0, Operation.Order.NONE, target, false, true, 0, 0, 0, Long.MAX_VALUE));
        }
        operations.add(new Operation.Put(KEY, Bytes.of("value"), Long.MIN_VALUE, true, false, true));
        operations.add(new Operation.Put(KEY, Bytes.EMPTY, 0, false, true, false));
        operations.add(new Operation.DeleteRange(KeyRange.of(KEY), true));
        operations.add(new Operation.Txn(List.of(), List.of(), List.of()));
        var commands = new ArrayList<Command>();
        commands.add(new Command.Execute(new Operation.Txn(compares, operations, List.of(operations.getLast()))));
        for (IsolationLevel level : IsolationLevel.values()) {
            commands.add(new Command.Commit(
                    new TransactionId(Long.MIN_VALUE, 5),
                    level,
                    1_000_000,
                    List.of(range, KeyRange.ALL, KeyRange.of(KEY)),
                    List.of(KEY),
                    List.of(new Write.Put(KEY, KEY, 1), new Write.Delete(KEY), new Write.Add(KEY, -64))));
        }
        commands.add(new Command.Compact(128));
        commands.add(new Command.GrantLease(-2, 60));
        commands.add(new Command.RevokeLease(Long.MAX_VALUE));
        commands.add(new Command.SetAlarm(new Alarm(3, Alarm.Kind.NO_SPACE), true));
        commands.add(new Command.SetAlarm(new Alarm(-3, Alarm.Kind.CORRUPT), false));
        return commands;
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsInTheLog() {
        var large = new Command.Execute(Operation.Put.of(KEY, Bytes.wrap(new byte[Limits.MAX_COMMAND_BYTES])));
        assertRefused(large, "bytes of a command");
        Operation nested = Operation.Put.of(KEY, KEY);
        for (int depth = 0; depth < Limits.MAX_TXN_DEPTH; depth++) {
            nested = new Operation.Txn(List.of(), List.of(nested), List.of());
        }
        assertThat(CommandCodec.decode(ByteBuffer.wrap(encoded(new Command.Execute(nested)))))
                .isEqualTo(new Command.Execute(nested));
        assertRefused(
                new Command.Execute(new Operation.Txn(List.of(), List.of(nested), List.of())), "nested transactions");
        var deletes = Collections.<Operation>nCopies(
                Limits.MAX_COMMAND_OPERATIONS, new Operation.DeleteRange(KeyRange.ALL, false));
        assertRefused(new Command.Execute(new Operation.Txn(List.of(), deletes, List.of())), "operations");
    }

    private static void assertRefused(Command command, String what) {
        assertThat(CommandCodec.check(command))
                .hasValueSatisfying(refusal ->
                        assertThat(((Refusal.TooLarge) refusal).what()).isEqualTo(what));
        assertThatThrownBy(() -> CommandCodec.encode(command, ByteBuffer.allocate(CommandCodec.size(command))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVersionFromTheFutureIsNamed() {
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(new byte[] {2, 3, 0})))
                .isInstanceOf(CodecException.class)
                .hasMessage("byte 1: version 2 (expected: at most 1)");
    }

    private static byte[] encoded(Command command) {
        byte[] bytes = new byte[CommandCodec.size(command)];
        var buffer = ByteBuffer.wrap(bytes);
        CommandCodec.encode(command, buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        return bytes;
    }
}
