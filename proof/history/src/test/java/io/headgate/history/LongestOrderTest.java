package io.headgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongestOrderTest {
    @Test
    void whatChangedBelowTheTopIsCopiedAgain() {
        var stack = new IntStack();
        var longest = new LongestOrder();
        stack.push(1);
        stack.push(2);
        longest.copy(stack);
        stack.pop();
        longest.shrunk(stack.size());
        assertThat(longest.toArray()).containsExactly(1, 2);
        stack.push(3);
        stack.push(4);
        longest.copy(stack);
        assertThat(longest.toArray()).containsExactly(1, 3, 4);
    }
}
