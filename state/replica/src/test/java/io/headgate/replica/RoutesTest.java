package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which way messages go. */
final class RoutesTest {
    private final Routes routes = new Routes(/* silenceNanos= */ 100);

    @Test
    void whoIsHeardIsReachedDirectly() {
        routes.heard(2, 0);
        routes.heard(3, 0);
        routes.hears(3, Set.of(2L));
        assertThat(routes.detour(2, 100)).isEmpty();
    }

    @Test
    void whoIsNotHeardIsReachedByOneWhoHearsIt() {
        routes.heard(2, 0);
        routes.heard(3, 101);
        routes.hears(3, Set.of(2L));
        assertThat(routes.detour(2, 101)).contains(3L);
    }

    @Test
    void whoNobodyHearsIsTriedDirectly() {
        routes.heard(3, 0);
        routes.hears(3, Set.of());
        assertThat(routes.detour(2, 0)).isEmpty();
    }

    @Test
    void whatASilentMemberSaidItHeardCountsForNothing() {
        routes.heard(3, 0);
        routes.hears(3, Set.of(2L));
        assertThat(routes.detour(2, 101)).isEmpty();
    }

    @Test
    void whoWritesByAnotherIsAnsweredByAnother() {
        routes.heard(2, 0);
        routes.heard(3, 0);
        routes.hears(3, Set.of(2L));
        routes.detoured(2, 0);
        assertThat(routes.detour(2, 100)).contains(3L);
    }

    @Test
    void aMemberThatWasRemovedIsForgotten() {
        routes.heard(3, 0);
        routes.hears(3, Set.of(2L));
        routes.keepOnly(Set.of(2L));
        assertThat(routes.heard(0)).isEmpty();
        assertThat(routes.detour(2, 0)).isEmpty();
    }
}
