package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallsTest {
    private final KeySpace keys = new KeySpace(250);

    @Test
    void keysAndValuesHaveTheLengthsOfTheRowsAndValuesGiveTheirTagBack() {
        assertThat(KeySpace.key(7)).isEqualTo("bench/00000000000000000000000007");
        for (long tag : new long[] {1, 1_000_000, -1, Long.MIN_VALUE}) {
            assertThat(KeySpace.value(tag)).hasSize(KeySpace.VALUE_BYTES);
            assertThat(KeySpace.tagOf(KeySpace.value(tag))).isEqualTo(tag);
        }
        assertThat(KeySpace.tagOf("x".repeat(KeySpace.VALUE_BYTES))).isZero();
    }

    @Test
    void fillingPutsEveryKeyOnceAndNoted() {
        var fill = new Calls.Fill(keys, 2);
        for (int call = 0; fill.hasNext(); call++) {
            fill.next(call % 2);
            assertThat(fill.accept(call % 2, answer(2 + call, /* succeeded= */ true)))
                    .isTrue();
        }
        assertThat(List.of(keys.modRevision(0), keys.modRevision(99), keys.modRevision(100), keys.modRevision(249)))
                .containsExactly(2L, 2L, 3L, 4L);
        assertThat(keys.written()).isZero();
        assertThat(keys.differences(stored())).isEmpty();
    }

    @Test
    void eachClientWritesKeysOfItsOwn() {
        var puts = new Calls.Puts(keys, 3);
        for (int client = 0; client < 3; client++) {
            for (int call = 0; call < 500; call++) {
                int index = index(puts.next(client));
                assertThat(index % 3).isEqualTo(client);
            }
        }
    }

    @Test
    void aPutIsRightAtARevisionLaterThanThatOfItsKeyAndIsExpectedThen() {
        var puts = new Calls.Puts(new KeySpace(1), 1);
        puts.next(0);
        assertThat(puts.accept(0, answer(5, true))).isTrue();
        puts.next(0);
        assertThat(puts.accept(0, answer(5, true))).isFalse();
    }

    @Test
    void aTransactionThatDidNotSucceedIsAnErrorAndExpectsNothing() {
        var one = new KeySpace(1);
        var transactions = new Calls.Transactions(one, 1);
        transactions.next(0);
        var before = one.expectedValue(0);
        assertThat(transactions.accept(0, answer(9, false))).isFalse();
        assertThat(one.expectedValue(0)).isEqualTo(before);
        assertThat(one.written()).isZero();
        assertThat(transactions.accept(0, answer(9, true))).isTrue();
        assertThat(one.modRevision(0)).isEqualTo(9);
        assertThat(one.written()).isOne();
    }

    @Test
    void aGetIsRightOnlyWithTheLastValuePut() {
        var one = new KeySpace(1);
        one.filled(0, 17, 2);
        var gets = new Calls.Gets(one, 1);
        gets.next(0);
        assertThat(gets.accept(0, rangeAnswer(0, 17))).isTrue();
        assertThat(gets.accept(0, rangeAnswer(0, 16))).isFalse();
        assertThat(gets.accept(0, answer(1, true))).isFalse();
    }

    @Test
    void aRangeIsRightOnlyWithAllItsKeysFromItsFirstOn() {
        for (int index = 0; index < keys.size(); index++) {
            keys.filled(index, index + 1, 2);
        }
        var ranges = new Calls.Ranges(keys, 1, /* length= */ 2);
        int start = index(ranges.next(0));
        assertThat(ranges.accept(0, rangeAnswer(start, start + 1, start + 2))).isTrue();
        assertThat(ranges.accept(0, rangeAnswer(start, start + 1))).isFalse();
        assertThat(ranges.accept(0, rangeAnswer(start + 1, start + 2, start + 3)))
                .isFalse();
        assertThat(ranges.accept(0, rangeAnswer(start, start + 1, start + 1))).isFalse();
    }

    @Test
    void whatIsNotThereAsAcknowledgedIsNamed() {
        var two = new KeySpace(2);
        two.filled(0, 1, 2);
        two.acknowledged(1, 2, 3);
        var first = new Etcd.KeyValue(KeySpace.key(0), KeySpace.value(1), 2);
        assertThat(two.differences(List.of(first))).containsExactly("1 keys stored (expected: 2)");
        var lost = new Etcd.KeyValue(KeySpace.key(1), KeySpace.value(1), 2);
        assertThat(two.differences(List.of(first, lost)))
                .containsExactly(
                        "key " + KeySpace.key(1) + " has write 1 (expected: " + KeySpace.key(1) + " with write 2)");
        var other = new Etcd.KeyValue(KeySpace.key(3), KeySpace.value(2), 3);
        assertThat(two.differences(List.of(first, other))).hasSize(1);
    }

    @Test
    void noTwoWritesHaveOneTag() {
        var tags = new HashSet<Long>();
        for (int write = 0; write < 100; write++) {
            assertThat(tags.add(keys.newTag())).isTrue();
        }
    }

    private List<Etcd.KeyValue> stored() {
        var stored = new ArrayList<Etcd.KeyValue>();
        for (int index = 0; index < keys.size(); index++) {
            stored.add(new Etcd.KeyValue(KeySpace.key(index), keys.expectedValue(index), keys.modRevision(index)));
        }
        return stored;
    }

    /** Of a request whose first field is the key. */
    private static int index(byte[] request) {
        var reader = new ProtoReader(request);
        reader.next();
        return Integer.parseInt(reader.text().substring("bench/".length()));
    }

    private static byte[] answer(long revision, boolean succeeded) {
        return new ProtoWriter()
                .message(1, new ProtoWriter().number(3, revision))
                .number(2, succeeded ? 1 : 0)
                .toBytes();
    }

    /** A key and its tag. */
    private static byte[] rangeAnswer(int index, long tag) {
        return new ProtoWriter().message(2, keyValue(index, tag)).toBytes();
    }

    /** Two keys in a row and their tags. */
    private static byte[] rangeAnswer(int first, int tagOfFirst, int tagOfSecond) {
        return new ProtoWriter()
                .message(2, keyValue(first, tagOfFirst))
                .message(2, keyValue(first + 1, tagOfSecond))
                .toBytes();
    }

    private static ProtoWriter keyValue(int index, long tag) {
        return new ProtoWriter().text(1, KeySpace.key(index)).text(5, KeySpace.value(tag));
    }
}
