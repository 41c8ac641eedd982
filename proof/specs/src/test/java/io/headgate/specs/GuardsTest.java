package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuardsTest {
    @Test
    void guardsAndEffectsAreFoundWhereverTheirNameIs() {
        assertThat(Guards.in("""
                /\\ Guard("votes-once", TRUE)
                /\\ Guard(
                     "on-the-next-line", TRUE)
                x' = Effect("vote-is-kept", 1, 2)
                """)).containsExactlyInAnyOrder("votes-once", "on-the-next-line", "vote-is-kept");
    }

    @Test
    void commentsNameNoGuard() {
        assertThat(Guards.in("""
                (* written Guard("its-name", condition) *)
                (* two
                   lines: Guard("second-line", x) *)
                \\* Guard("end-of-line", x)
                """)).isEmpty();
    }
}
