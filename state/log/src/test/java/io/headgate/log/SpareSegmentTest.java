package io.headgate.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpareSegmentTest {
    @Test
    void theSyncOfOneThatWasGivenUpSaysNothingOfTheNext() {
        FragileDisk disk = new FragileDisk();
        SpareSegment spare = new SpareSegment(disk, LogSettings.LEAST_SEGMENT_BYTES, () -> {});
        spare.prepare();
        spare.release();
        spare.reclaim();

        assertThat(disk.endSync()).isTrue();
        assertThat(spare.isReady()).isFalse();
        assertThat(disk.endSync()).isTrue();
        assertThat(spare.isReady()).isTrue();
    }
}
