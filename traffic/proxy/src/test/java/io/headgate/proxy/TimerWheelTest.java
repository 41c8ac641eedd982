package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long TICK_NANOS = TimerWheel.TICK_MILLIS * 1_000_000L;
    /** Longer than one revolution of the wheel. */
    private static final long LONG_NANOS = 3_000 * TICK_NANOS;

    private static final int STEPS = 20_000;

    /** A timer beside the obvious model of it: a deadline or none. */
    private static final class Watched extends TimerWheel.Timer {
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

    private long nowNanos = Long.MAX_VALUE - 5 * LONG_NANOS;
    private final TimerWheel wheel = new TimerWheel(nowNanos);

    private void arm(Watched timer, long deadlineNanos) {
        timer.expected = true;
        timer.deadlineNanos = deadlineNanos;
        timer.dueNanos = deadlineNanos - nowNanos > 0 ? deadlineNanos : nowNanos;
        wheel.arm(timer, deadlineNanos);
    }

    private void disarm(Watched timer) {
        timer.expected = false;
        wheel.disarm(timer);
    }

    private void remove(Watched timer) {
        timer.expected = false;
        wheel.remove(timer);
    }

    /** Time passes, across the overflow of the clock too; what is one tick overdue afterwards was lost. */
    private void advance(long nanos, List<Watched> timers) {
        nowNanos += nanos;
        wheel.advance(nowNanos);
        for (Watched timer : timers) {
            assertThat(timer.armed()).isEqualTo(timer.expected);
            if (timer.expected) {
                assertThat(nowNanos - timer.dueNanos)
                        .as("fires within a tick of being due")
                        .isLessThan(TICK_NANOS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inWhateverOrderTimersAreMovedEachFiresOnceWithinATickAndNeverEarly(long seed) {
        Random random = new Random(seed);
        List<Watched> timers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            timers.add(new Watched());
        }
        for (Watched timer : timers) {
            // What expires may arm, disarm and remove itself and others, as the owners of timeouts do.
            timer.onExpiry = () -> change(random, timers.get(random.nextInt(timers.size())));
        }
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> advance(random.nextLong(2 * TICK_NANOS), timers);
                case 1 -> advance(random.nextLong(random.nextInt(50) == 0 ? LONG_NANOS : 20 * TICK_NANOS), timers);
                default -> change(random, timers.get(random.nextInt(timers.size())));
            }
        }
        timers.forEach(timer -> timer.onExpiry = () -> {});
        advance(2 * LONG_NANOS, timers);
        assertThat(timers).noneMatch(TimerWheel.Timer::armed);
        assertThat(wheel.linked()).isZero();
        assertThat(timers).allMatch(timer -> timer.fired > 0);
    }

    private void change(Random random, Watched timer) {
        switch (random.nextInt(6)) {
            case 0 -> disarm(timer);
            case 1 -> remove(timer);
            case 2 -> arm(timer, nowNanos - random.nextLong(3 * TICK_NANOS));
            case 3 -> arm(timer, nowNanos + random.nextLong(LONG_NANOS));
            default -> arm(timer, nowNanos + random.nextLong(10 * TICK_NANOS));
        }
    }

    @Test
    void afterAPauseOfManyRevolutionsEverythingOverdueFiresInOneAdvance() {
        List<Watched> timers = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            Watched timer = new Watched();
            arm(timer, nowNanos + i * TICK_NANOS);
            timers.add(timer);
        }
        advance(2 * LONG_NANOS, timers);
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
        arm(before, nowNanos + TICK_NANOS);
        arm(broken, nowNanos + TICK_NANOS);
        arm(after, nowNanos + TICK_NANOS);
        nowNanos += TICK_NANOS;
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> wheel.advance(nowNanos)))
                .hasMessage("broken on purpose");
        advance(TICK_NANOS, List.of(before, after));
        assertThat(before.fired + after.fired).isEqualTo(2);
    }
}
