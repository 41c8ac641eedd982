package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ComplaintsTest {
    private final Complaints complaints = new Complaints();

    @Test
    void whatGoesOnIsSaidNowAndThen() {
        assertThat(complaints.isNews("a", 0)).isTrue();
        assertThat(complaints.isNews("b", 1)).isTrue();
        assertThat(complaints.isNews("a", Complaints.SILENCE_NANOS - 1)).isFalse();
        assertThat(complaints.isNews("a", Complaints.SILENCE_NANOS)).isTrue();
        assertThat(complaints.isNews("a", 2 * Complaints.SILENCE_NANOS - 1)).isFalse();
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        for (int number = 0; number <= Complaints.MOST; number++) {
            assertThat(complaints.isNews("complaint " + number, number)).isTrue();
        }
        assertThat(complaints.isNews("complaint 1", Complaints.MOST)).isFalse();
        assertThat(complaints.isNews("complaint 0", Complaints.MOST)).isTrue();
    }
}
