package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WrkTest {

    @Test
    void aCleanRunHasItsCountRateAndPercentilesInMicroseconds() throws IOException {
        // wrk pads a unit of one letter with a blank.
        assertThat(Wrk.parse(Sample.text("wrk.txt"))).isEqualTo(new LoadResult(35_375, 0, 17_150.34, 2_920, 1_200_000));
    }

    @Test
    void everyKindOfErrorCounts() throws IOException {
        assertThat(Wrk.parse(Sample.text("wrk-errors.txt")))
                .isEqualTo(new LoadResult(35_375, 54_321, 17_150.34, 724, 1_980));
    }

    @Test
    void outputWithoutASummaryIsAFailureThatShowsIt() {
        assertThatExceptionOfType(BenchFailure.class)
                .isThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1:1"))
                .withMessageContaining("unable to connect to 127.0.0.1:1");
    }
}
