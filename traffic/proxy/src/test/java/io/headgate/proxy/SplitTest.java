package io.headgate.proxy;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final List<Pool> POOLS = Stream.of("a", "b", "c", "d")
            .map(name -> new SnapshotBuilder().pool(name).build().pools().getFirst())
            .toList();

    /** Exact, not only on average: the numbers of one round hit each pool as often as its weight says. */
    @HegelTest(testCases = 300)
    void aRoundOfNumbersIsSharedByWeight(TestCase tc) {
        List<Integer> weights = tc.draw(lists(integers(0, 30)).minSize(1).maxSize(4), "weights");
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        tc.assume(sum > 0);
        Action.Split split = split(weights);
        // The lowest bit of a number says nothing, so a round has twice the sum.
        long first = 2 * tc.draw(longs(0, Long.MAX_VALUE / 4), "half");
        Map<Pool, Integer> chosen = new HashMap<>();
        for (int i = 0; i < 2 * sum; i++) {
            chosen.merge(split.choose(first + i), 1, Integer::sum);
        }
        for (int i = 0; i < weights.size(); i++) {
            assertThat(chosen.getOrDefault(POOLS.get(i), 0)).isEqualTo(2 * weights.get(i));
        }
    }

    @HegelTest(testCases = 1_000)
    void anyNumberChoosesAPoolThatHasWeight(TestCase tc) {
        List<Integer> weights = tc.draw(
                lists(oneOf(integers(0, 2), integers(0, Integer.MAX_VALUE)))
                        .minSize(1)
                        .maxSize(4),
                "weights");
        tc.assume(weights.stream().anyMatch(weight -> weight > 0));
        Pool chosen = split(weights).choose(tc.draw(longs(), "number"));
        assertThat(weights.get(POOLS.indexOf(chosen))).isPositive();
    }

    /** The sum was an int once: it overflowed, and a request failed instead of going to either pool. */
    @Test
    void weightsWhoseSumIsBeyondAnIntAreSharedAsAnyOthers() {
        Action.Split split = split(List.of(Integer.MAX_VALUE - 1, 2));
        assertThat(split.choose(2L * (Integer.MAX_VALUE - 2))).isEqualTo(POOLS.get(0));
        assertThat(split.choose(2L * (Integer.MAX_VALUE - 1))).isEqualTo(POOLS.get(1));
        assertThat(split.choose(2L * Integer.MAX_VALUE)).isEqualTo(POOLS.get(1));
        assertThat(split.choose(2L * (Integer.MAX_VALUE + 1L))).isEqualTo(POOLS.get(0));
    }

    private static Action.Split split(List<Integer> weights) {
        return new Action.Split(POOLS.subList(0, weights.size()), weights);
    }
}
