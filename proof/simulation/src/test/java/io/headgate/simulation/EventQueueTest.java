package io.headgate.simulation;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
    private static final Settings SETTINGS = new Settings().testCases(300).database("disabled");

    /** An event's time and when it was added. */
    private record Added(long timeNanos, int place) {}

    @Test
    void eventsHappenInTheOrderOfTheirTimesAndThenOfBeingAdded() {
        Hegel.test(
                tc -> {
                    List<Integer> times = tc.draw(lists(integers(0, 5)), "times");
                    List<Added> expected = new ArrayList<>();
                    for (int i = 0; i < times.size(); i++) {
                        expected.add(new Added(times.get(i), i));
                    }
                    expected.sort(Comparator.comparingLong(Added::timeNanos));
                    assertThat(drained(times, 0)).isEqualTo(expected);
                },
                SETTINGS);
    }

    @Test
    void aSeedGivesEventsOfOneTimeAnotherOrderAndAlwaysTheSame() {
        Hegel.test(
                tc -> {
                    List<Integer> times = tc.draw(lists(integers(0, 5)), "times");
                    long seed = tc.draw(longs(1, Long.MAX_VALUE), "seed");
                    List<Added> order = drained(times, seed);
                    assertThat(order).isEqualTo(drained(times, seed));
                    assertThat(order).isSortedAccordingTo(Comparator.comparingLong(Added::timeNanos));
                    assertThat(order).containsExactlyInAnyOrderElementsOf(drained(times, 0));
                },
                SETTINGS);
        List<Integer> sameTime = java.util.Collections.nCopies(10, 1);
        assertThat(drained(sameTime, 1)).isNotEqualTo(drained(sameTime, 0));
    }

    @Test
    void eventsAddedWhileOthersAreTakenOutKeepTheOrder() {
        Hegel.test(
                tc -> {
                    EventQueue<String> queue = new EventQueue<>(0);
                    long now = 0;
                    for (int delay : tc.draw(lists(integers(-3, 9)), "delays")) {
                        if (delay >= 0) {
                            queue.add(Event.world("", () -> {}), now + delay);
                            continue;
                        }
                        Event<String> next = queue.poll();
                        if (next != null) {
                            assertThat(next.timeNanos).isGreaterThanOrEqualTo(now);
                            now = next.timeNanos;
                        }
                    }
                },
                SETTINGS);
    }

    private static List<Added> drained(List<Integer> times, long seed) {
        EventQueue<String> queue = new EventQueue<>(seed);
        for (int i = 0; i < times.size(); i++) {
            queue.add(Event.world(Integer.toString(i), () -> {}), times.get(i));
        }
        List<Added> order = new ArrayList<>();
        for (Event<String> event = queue.poll(); event != null; event = queue.poll()) {
            order.add(new Added(event.timeNanos, Integer.parseInt(event.name)));
        }
        assertThat(queue.size()).isZero();
        return order;
    }
}
