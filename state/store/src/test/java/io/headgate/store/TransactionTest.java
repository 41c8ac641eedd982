package io.headgate.store;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final TransactionId ID = new TransactionId(1, 2);
    private static final Bytes KEY = Bytes.of("a");

    /** A store of one revision, whose answers to commits are laid down beforehand. */
    private static final class FixedBackend implements TransactionBackend {
        private final TreeMap<Bytes, KeyValue> held = new TreeMap<>();
        private final ArrayDeque<Supplier<CommitOutcome>> answers = new ArrayDeque<>();
        private final List<Command.Commit> commits = new ArrayList<>();

        @Override
        public long revision() {
            return 9;
        }

        @Override
        public List<KeyValue> read(KeyRange range, long revision, long limit) {
            return held.values().stream()
                    .filter(kv -> range.contains(kv.key()))
                    .limit(limit == 0 ? Long.MAX_VALUE : limit)
                    .toList();
        }

        @Override
        public CommitOutcome commit(Command.Commit commit) {
            commits.add(commit);
            return answers.removeFirst().get();
        }
    }

    private final FixedBackend backend = new FixedBackend();

    /** Beside a map that is simply written to. What it says it has read must have decided what it saw. */
    @HegelTest(testCases = 500)
    void readsSeeOwnWritesAndWhatWasSeenWasRead(TestCase tc) {
        var fixed = new FixedBackend();
        for (Bytes key : Draws.KEYS) {
            if (tc.draw(booleans(), "isHeld")) {
                fixed.held.put(key, new KeyValue(key, Bytes.of("5"), 2, 2, 1, 0));
            }
        }
        var transaction = new Transaction(fixed, ID, IsolationLevel.SERIALIZABLE, 2);
        var model = new TreeMap<Bytes, Bytes>();
        fixed.held.forEach((key, kv) -> model.put(key, kv.value()));
        var touched = new ArrayList<Bytes>();
        int steps = tc.draw(integers(0, 12), "steps");
        for (int i = 0; i < steps; i++) {
            Bytes key = tc.draw(Draws.keys(), "key");
            switch (tc.draw(integers(0, 4), "step")) {
                case 0 -> {
                    Bytes value = tc.draw(sampledFrom(Bytes.of("1"), Bytes.of("-2")), "value");
                    transaction.put(key, value);
                    model.put(key, value);
                }
                case 1 -> {
                    transaction.delete(key);
                    model.remove(key);
                }
                case 2 -> {
                    transaction.add(key, 3);
                    model.merge(
                            key,
                            Bytes.of("3"),
                            (a, _) -> Decimal.format(Decimal.parse(a).orElseThrow() + 3));
                }
                case 3 -> {
                    assertThat(transaction.get(key).map(KeyValue::value))
                            .isEqualTo(Optional.ofNullable(model.get(key)));
                    touched.add(key);
                }
                default -> {
                    KeyRange range = tc.draw(Draws.ranges(), "range");
                    int limit = tc.draw(integers(0, 3), "limit");
                    List<KeyValue> seen = transaction.range(range, limit);
                    List<Bytes> expected =
                            model.keySet().stream().filter(range::contains).toList();
                    boolean isCut = limit != 0 && expected.size() > limit;
                    expected = isCut ? expected.subList(0, limit) : expected;
                    assertThat(seen).extracting(KeyValue::key).isEqualTo(expected);
                    assertThat(seen).allMatch(kv -> kv.value().equals(model.getOrDefault(kv.key(), KEY)));
                    Bytes last = isCut ? expected.getLast() : null;
                    Draws.KEYS.stream()
                            .filter(range::contains)
                            .filter(each -> last == null || each.compareTo(last) <= 0)
                            .forEach(touched::add);
                }
            }
        }
        transaction.put(Bytes.of("zz"), Bytes.EMPTY);
        fixed.answers.add(() -> new CommitOutcome.Committed(3));
        transaction.commit();
        Command.Commit commit = fixed.commits.getFirst();
        for (Bytes key : Draws.KEYS) {
            boolean wasOwn =
                    commit.writes().stream().anyMatch(write -> write.key().equals(key));
            boolean isRead = commit.reads().stream().anyMatch(range -> range.contains(key));
            if (isRead) {
                assertThat(touched).contains(key);
            } else if (!wasOwn) {
                assertThat(touched).doesNotContain(key);
            }
        }
        assertThat(commit.writes()).allMatch(write -> write instanceof Write.Add || isWhatTheModelHas(write, model));
    }

    private static boolean isWhatTheModelHas(Write write, Map<Bytes, Bytes> model) {
        return switch (write) {
            case Write.Put(var key, var value, var _) ->
                key.equals(Bytes.of("zz")) || value.equals(model.getOrDefault(key, KEY));
            case Write.Delete(var key) -> !model.containsKey(key);
            case Write.Add _ -> true;
        };
    }

    @HegelTest(testCases = 20)
    void aReadSetNeverMissesWhatWasReadHoweverMuchItIs(TestCase tc) {
        var reads = new ReadSet();
        int stride = tc.draw(integers(1, 3), "stride");
        int count = tc.draw(sampledFrom(5, 100, 1_024, 1_025, 1_500), "count");
        var added = new ArrayList<KeyRange>();
        for (int i = 0; i < count; i++) {
            int at = (i * 7_919 % count) * stride;
            added.add(new KeyRange(numbered(at), numbered(at + tc.draw(integers(0, 2)))));
            reads.add(added.getLast());
            if (i > 200) {
                continue;
            }
            tc.note(added.getLast().toString());
        }
        List<KeyRange> ranges = reads.ranges();
        assertThat(ranges).hasSizeLessThanOrEqualTo(Limits.MAX_READ_INTERVALS);
        for (KeyRange range : added) {
            assertThat(range.isEmpty()
                            || ranges.stream().anyMatch(r -> r.contains(range.from()) && touchesEnd(r, range)))
                    .as("%s", range)
                    .isTrue();
        }
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i - 1).touches(ranges.get(i).from())).isFalse();
        }
        if (count < 1_000) {
            for (int at = 0; at < (count + 1) * stride; at++) {
                Bytes key = numbered(at);
                assertThat(ranges.stream().anyMatch(r -> r.contains(key)))
                        .isEqualTo(added.stream().anyMatch(r -> r.contains(key)));
            }
        }
    }

    private static boolean touchesEnd(KeyRange range, KeyRange part) {
        Bytes to = part.to();
        return to != null && range.touches(to);
    }

    private static Bytes numbered(int number) {
        return Bytes.of("%06d".formatted(number));
    }

    @Test
    void committingAgainAfterAnUnknownOutcomeIsTheSameCommit() {
        var transaction = new Transaction(backend, ID, IsolationLevel.SERIALIZABLE, 2);
        transaction.put(KEY, Bytes.EMPTY);
        backend.answers.add(() -> {
            throw new Unavailable(Unavailable.Reason.TIMEOUT, /* definite= */ false, "lost");
        });
        backend.answers.add(() -> new CommitOutcome.Committed(12));
        assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Unknown.class);
        assertThat(transaction.commit()).isEqualTo(new CommitOutcome.Committed(12));
        assertThat(transaction.commit()).isEqualTo(new CommitOutcome.Committed(12));
        assertThat(backend.commits).hasSize(2).allMatch(commit -> commit.equals(backend.commits.getFirst()));
        assertThatThrownBy(() -> transaction.put(KEY, Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusalAfterAnUnknownOutcomeStaysUnknown() {
        var transaction = new Transaction(backend, ID, IsolationLevel.SERIALIZABLE, 2);
        transaction.put(KEY, Bytes.EMPTY);
        backend.answers.add(() -> new CommitOutcome.Unknown(ID, "lost"));
        backend.answers.add(() -> {
            throw new RefusedException(new Refusal.NoSpace());
        });
        backend.answers.add(() -> {
            throw new Unavailable(Unavailable.Reason.NO_LEADER, /* definite= */ true, "none");
        });
        transaction.commit();
        assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Unknown.class);
        assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Unknown.class);
    }

    @Test
    void aRefusalAtFirstIsDefinite() {
        var transaction = new Transaction(backend, ID, IsolationLevel.SERIALIZABLE, 2);
        transaction.put(KEY, Bytes.EMPTY);
        backend.answers.add(() -> {
            throw new RefusedException(new Refusal.NoSpace());
        });
        assertThatThrownBy(transaction::commit).isInstanceOf(RefusedException.class);
    }

    @Test
    void blindWritesBeginWhenTheyCommitButNotWhereWritesAreChecked() {
        for (IsolationLevel level : IsolationLevel.values()) {
            var transaction = new Transaction(backend, ID, level, 2);
            transaction.put(KEY, Bytes.EMPTY);
            backend.answers.add(() -> new CommitOutcome.Committed(12));
            transaction.commit();
            assertThat(backend.commits.getLast().startedAt()).isEqualTo(level == IsolationLevel.SNAPSHOT ? 2 : 9);
        }
    }

    @Test
    void onlyReadingAsksNobodyToCommit() {
        var transaction = new Transaction(backend, ID, IsolationLevel.STRICT, 2);
        transaction.getForUpdate(KEY);
        assertThat(transaction.commit()).isEqualTo(new CommitOutcome.Committed(2));
        assertThat(backend.commits).isEmpty();
    }

    @Test
    void addingToWhatIsNoNumberIsRefusedWhereItIsSeen() {
        backend.held.put(KEY, new KeyValue(KEY, Bytes.of("x"), 2, 2, 1, 0));
        var transaction = new Transaction(backend, ID, IsolationLevel.STRICT, 2);
        transaction.add(KEY, 1);
        assertThatThrownBy(() -> transaction.get(KEY)).isInstanceOf(RefusedException.class);
    }

    @HegelTest
    void sumsEndAtTheEndsOfALong(TestCase tc) {
        long one = tc.draw(longs(), "one");
        long other = tc.draw(longs(), "other");
        var exact = BigInteger.valueOf(one).add(BigInteger.valueOf(other));
        var ends = List.of(BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
        assertThat(Decimal.sum(one, other))
                .isEqualTo(exact.max(ends.getFirst()).min(ends.getLast()).longValue());
        assertThat(Decimal.parse(Decimal.format(one))).hasValue(one);
    }

    @HegelTest
    void whatIsNotANumberIsNotRead(TestCase tc) {
        String text = tc
                .draw(lists(sampledFrom("-", "+", "0", "9", " ", "x", "٣")).maxSize(3), "text")
                .stream()
                .reduce("", String::concat);
        assertThat(Decimal.parse(Bytes.of(text)).isPresent()).isEqualTo(text.matches("-?[0-9]+"));
        assertThat(Decimal.parse(Bytes.of("9223372036854775808"))).isEmpty();
    }
}
