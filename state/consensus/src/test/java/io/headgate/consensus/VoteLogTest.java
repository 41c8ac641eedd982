package io.headgate.consensus;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Precondition;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.util.NavigableMap;
import java.util.TreeMap;

final class VoteLogTest {
    /** The ring beside a sorted map. */
    static class LogMachine {
        private final VoteLog log = new VoteLog(0);
        private final NavigableMap<Long, Vote> model = new TreeMap<>();
        private long compacted;

        @Rule
        void set(TestCase tc) {
            long slot = compacted + tc.draw(integers(1, 100));
            Ballot ballot = new Ballot(tc.draw(integers(1, 3)), 1);
            Vote vote = tc.draw(integers(0, 4)) == 0
                    ? new Faulty(slot, ballot)
                    : new Entry(slot, ballot, EntryKind.COMMANDS, Payload.of(new byte[tc.draw(integers(0, 9))]));
            log.set(vote);
            model.put(slot, vote);
        }

        @Rule
        void append() {
            Entry entry = Entry.noop(log.intactThrough() + 1, new Ballot(1, 1));
            log.set(entry);
            model.put(entry.slot(), entry);
        }

        @Rule
        @Precondition("hasVotes")
        void dropDead(TestCase tc) {
            long from = compacted + tc.draw(integers(0, 60));
            Ballot below = new Ballot(tc.draw(integers(1, 4)), 1);
            log.dropDead(from, below);
            model.values().removeIf(vote -> vote.slot() >= from && below.isAbove(vote.ballot()));
        }

        boolean hasVotes() {
            return !model.isEmpty();
        }

        @Rule
        void compact(TestCase tc) {
            compacted += tc.draw(integers(0, 40));
            log.compact(compacted);
            model.headMap(compacted, true).clear();
        }

        @Invariant
        void theLogHoldsWhatTheMapHolds() {
            long last = model.isEmpty() ? compacted : model.lastKey();
            assertThat(log.last()).isEqualTo(last);
            assertThat(log.compactedThrough()).isEqualTo(compacted);
            long intact = compacted;
            while (model.get(intact + 1) instanceof Entry) {
                intact++;
            }
            assertThat(log.intactThrough()).isEqualTo(intact);
            long bytes = 0;
            long faulty = 0;
            for (long slot = compacted + 1; slot <= last; slot++) {
                Vote vote = model.get(slot);
                assertThat(log.get(slot)).isSameAs(vote);
                bytes += vote instanceof Entry entry ? entry.weightBytes() : 0;
                faulty = faulty == 0 && vote instanceof Faulty ? slot : faulty;
            }
            assertThat(log.bytes()).isEqualTo(bytes);
            assertThat(log.firstFaulty()).isEqualTo(faulty);
        }
    }

    @HegelTest(testCases = 300)
    void theRingIsLikeASortedMap(TestCase tc) {
        StateMachine.run(tc, LogMachine::new);
    }
}
