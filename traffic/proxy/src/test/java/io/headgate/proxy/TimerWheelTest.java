package io.headgate.proxy;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK_NANOS = TimerWheel.TICK_MILLIS * 1_000_000L;
    /** Longer than one revolution of the wheel. */
    private static final long LONG_NANOS = 3_000 * TICK_NANOS;

    private static final int TIMERS = 3;

    /** A timer beside the obvious model of it: a deadline or none. */
    static final class Watched extends TimerWheel.Timer {
        private boolean expected;
        private long deadlineNanos;
        /** When it can fire first: its deadline, or the moment it was armed when that was later. */
        private long dueNanos;

        private int fired;
        private Runnable onExpiry = () -> {};

        @Override
        void expired(long nowNanos) {
            assertThat(expected).as("fires only while armed, and once").isTrue();
            assertThat(nowNanos - deadlineNanos).as("never early").isNotNegative();
            expected = false;
            fired++;
            onExpiry.run();
        }
    }

    /** A wheel, its clock and the timers on it. */
    static class Clockwork {
        long nowNanos;
        final TimerWheel wheel;

        Clockwork(long nowNanos) {
            this.nowNanos = nowNanos;
            wheel = new TimerWheel(nowNanos);
        }

        void arm(Watched timer, long deadlineNanos) {
            timer.expected = true;
            timer.deadlineNanos = deadlineNanos;
            timer.dueNanos = deadlineNanos - nowNanos > 0 ? deadlineNanos : nowNanos;
            wheel.arm(timer, deadlineNanos);
        }

        void disarm(Watched timer) {
            timer.expected = false;
            wheel.disarm(timer);
        }

        void remove(Watched timer) {
            timer.expected = false;
            wheel.remove(timer);
        }

        /** Time passes; what is one tick overdue afterwards was lost. */
        void advance(long nanos, List<Watched> timers) {
            nowNanos += nanos;
            wheel.advance(nowNanos);
            for (Watched timer : timers) {
                if (timer.expected) {
                    assertThat(nowNanos - timer.dueNanos)
                            .as("fires within a tick of being due")
                            .isLessThan(TICK_NANOS);
                }
            }
        }
    }

    /** Timers that are moved in whatever order; what expires may move itself and others, as the owners of timeouts do. */
    static final class WheelMachine extends Clockwork {
        /** What an expired timer does to another, or to itself. */
        private enum Move {
            NONE,
            ARM,
            DISARM,
            REMOVE
        }

        private static final Generator<Integer> TIMER = integers(0, TIMERS - 1);

        private final List<Watched> timers =
                Stream.generate(Watched::new).limit(TIMERS).toList();

        WheelMachine(long startNanos) {
            super(startNanos);
        }

        @Rule
        void arm(TestCase tc) {
            Watched timer = timers.get(tc.draw(TIMER));
            timer.onExpiry =
                    onExpiry(tc.draw(sampledFrom(Move.values())), timers.get(tc.draw(TIMER)), tc.draw(delays()));
            arm(timer, nowNanos + tc.draw(delays()));
        }

        private Runnable onExpiry(Move move, Watched other, long delayNanos) {
            return switch (move) {
                case NONE -> () -> {};
                case ARM -> () -> arm(other, nowNanos + delayNanos);
                case DISARM -> () -> disarm(other);
                case REMOVE -> () -> remove(other);
            };
        }

        @Rule
        void disarm(TestCase tc) {
            disarm(timers.get(tc.draw(TIMER)));
        }

        @Rule
        void remove(TestCase tc) {
            remove(timers.get(tc.draw(TIMER)));
        }

        /** The loop is busy: time passes, and nobody tells the wheel. */
        @Rule
        void pause(TestCase tc) {
            nowNanos += tc.draw(times());
        }

        @Rule
        void advance(TestCase tc) {
            advance(tc.draw(times()), timers);
        }

        @Invariant
        void timersAreArmedAsTheyWereTold() {
            assertThat(timers).allMatch(timer -> timer.armed() == timer.expected);
        }

        @Invariant
        void theWheelHoldsWhatIsArmed() {
            wheel.checkInvariants();
            assertThat((long) wheel.linked())
                    .isGreaterThanOrEqualTo(
                            timers.stream().filter(TimerWheel.Timer::armed).count());
        }

        /** Nothing is left once everything has had its time. */
        void runOut() {
            timers.forEach(timer -> timer.onExpiry = () -> {});
            advance(2 * LONG_NANOS, timers);
            assertThat(timers).noneMatch(TimerWheel.Timer::armed);
            assertThat(wheel.linked()).isZero();
        }

        private static Generator<Long> delays() {
            return composite(tc -> tc.draw(booleans(0.2)) ? -tc.draw(times()) : tc.draw(times()));
        }

        /** On ticks, beside them, and on both sides of a revolution. */
        private static Generator<Long> times() {
            Generator<Integer> ticks = oneOf(integers(0, 2), integers(0, 2), sampledFrom(1_023, 1_024, 1_025, 2_048));
            Generator<Long> beside = sampledFrom(0L, 1L, -1L, TICK_NANOS / 2);
            return composite(tc -> Math.max(0, tc.draw(ticks) * TICK_NANOS + tc.draw(beside)));
        }
    }

    @HegelTest(testCases = 300)
    void inWhateverOrderTimersAreMovedEachFiresOnceWithinATickAndNeverEarly(TestCase tc) {
        // The clock of a Java machine may overflow.
        long startNanos = tc.draw(sampledFrom(0L, Long.MAX_VALUE - LONG_NANOS, -LONG_NANOS), "startNanos");
        WheelMachine machine = new WheelMachine(startNanos);
        StateMachine.of(machine).run(tc);
        machine.runOut();
    }

    private final Clockwork clockwork = new Clockwork(0);

    @Test
    void afterAPauseOfManyRevolutionsEverythingOverdueFiresInOneAdvance() {
        List<Watched> timers = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            Watched timer = new Watched();
            clockwork.arm(timer, i * TICK_NANOS);
            timers.add(timer);
        }
        clockwork.advance(2 * LONG_NANOS, timers);
        assertThat(timers).allMatch(timer -> timer.fired == 1);
    }

    @Test
    void aTimerThatThrowsTakesNoOtherWithIt() {
        Watched broken = new Watched();
        broken.onExpiry = () -> {
            throw new IllegalStateException("broken on purpose");
        };
        Watched before = new Watched();
        Watched after = new Watched();
        clockwork.arm(before, TICK_NANOS);
        clockwork.arm(broken, TICK_NANOS);
        clockwork.arm(after, TICK_NANOS);
        assertThat(catchThrowable(() -> clockwork.advance(TICK_NANOS, List.of())))
                .hasMessage("broken on purpose");
        clockwork.advance(TICK_NANOS, List.of(before, after));
        assertThat(before.fired + after.fired).isEqualTo(2);
    }
}
