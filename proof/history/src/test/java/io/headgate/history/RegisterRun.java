package io.headgate.history;

import static io.headgate.property.Generators.integers;

import io.headgate.history.Register.Answer;
import io.headgate.history.Register.CompareAndSet;
import io.headgate.history.Register.Compared;
import io.headgate.history.Register.Done;
import io.headgate.history.Register.Read;
import io.headgate.history.Register.Request;
import io.headgate.history.Register.Value;
import io.headgate.history.Register.Write;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a register that takes each request in steps, one step of one client at a time, and the history that they
 * record. Made to be broken on purpose.
 */
final class RegisterRun {
    /** What the register does wrong. */
    enum Flaw {
        NONE,
        /** Answers reads from a copy that is sometimes one write old. */
        READS_A_REPLICA,
        /** Compares in one step and sets in another. */
        COMPARES_THEN_SETS,
        /** Answers writes before they are done, and sometimes forgets one. */
        LOSES_WRITES,
        /** Says that a write failed that was done. */
        DENIES_WRITES
    }

    private static final int CLIENTS = 4;
    private static final int STEPS = 80;

    private final TestCase tc;
    private final Flaw flaw;
    private final List<Operation<Request<Integer>, Answer<Integer>>> history = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private int value;
    private int valueBefore;
    private int clock;

    private RegisterRun(TestCase tc, Flaw flaw) {
        this.tc = tc;
        this.flaw = flaw;
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
    }

    static List<Operation<Request<Integer>, Answer<Integer>>> of(TestCase tc, Flaw flaw) {
        var run = new RegisterRun(tc, flaw);
        for (var i = 0; i < STEPS; i++) {
            run.clients.get(run.below(CLIENTS)).step();
        }
        run.clients.forEach(Client::giveUp);
        return run.history;
    }

    private int below(int bound) {
        return tc.draw(integers(0, bound - 1));
    }

    private void set(int newValue) {
        valueBefore = value;
        value = newValue;
    }

    /** Invoke, take effect, answer: a step each, and one more between comparing and setting if that is the flaw. */
    private final class Client {
        private final int process;
        private @Nullable Request<Integer> request;
        private @Nullable Answer<Integer> answer;
        private @Nullable Integer toSet;
        private int invokedAt;

        Client(int process) {
            this.process = process;
        }

        void step() {
            var asked = request;
            if (asked == null) {
                request = draw();
                invokedAt = ++clock;
            } else if (toSet != null) {
                set(toSet);
                toSet = null;
            } else if (answer == null) {
                answer = takeEffect(asked);
            } else {
                finish(asked, answer);
            }
        }

        private Request<Integer> draw() {
            return switch (below(3)) {
                case 0 -> new Read<>();
                case 1 -> new Write<>(below(5));
                default -> new CompareAndSet<>(below(5), below(5));
            };
        }

        private Answer<Integer> takeEffect(Request<Integer> asked) {
            return switch (asked) {
                case Read<Integer>() ->
                    new Value<>(flaw == Flaw.READS_A_REPLICA && below(4) == 3 ? valueBefore : value);
                case Write<Integer>(var written) -> {
                    if (flaw != Flaw.LOSES_WRITES || below(4) != 3) {
                        set(Objects.requireNonNull(written));
                    }
                    yield new Done<>();
                }
                case CompareAndSet<Integer>(var expected, var written) -> {
                    var holds = Objects.equals(expected, value);
                    if (holds && flaw == Flaw.COMPARES_THEN_SETS) {
                        toSet = written;
                    } else if (holds) {
                        set(Objects.requireNonNull(written));
                    }
                    yield new Compared<>(holds);
                }
            };
        }

        private void finish(Request<Integer> asked, Answer<Integer> answered) {
            var denied = flaw == Flaw.DENIES_WRITES && asked instanceof Write && below(4) == 3;
            var lost = below(10) == 9;
            if (denied) {
                history.add(Operation.failed(process, asked, invokedAt));
            } else if (lost) {
                history.add(Operation.unknown(process, asked, invokedAt));
            } else {
                history.add(Operation.returned(process, asked, invokedAt, answered, ++clock));
            }
            request = null;
            answer = null;
        }

        /** Leaves what is under way without an answer. */
        void giveUp() {
            if (request != null) {
                history.add(Operation.unknown(process, request, invokedAt));
            }
        }
    }
}
