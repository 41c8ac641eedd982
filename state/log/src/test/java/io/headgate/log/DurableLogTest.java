package io.headgate.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DurableLogTest {
    private final FragileDisk disk = new FragileDisk();
    private DurableLog log = OpenLog.on(disk).log();

    private Admission append(long slot, int length) {
        return log.append(slot, 1, (byte) 0, OpenLog.payload(slot, 1, length));
    }

    private void reopen() {
        disk.failPower(0);
        log = OpenLog.on(disk).log();
    }

    @Test
    void syncsThatComeTogetherShareOneOfTheDisk() {
        disk.endSyncs();
        List<String> ended = new ArrayList<>();
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        log.sync(_ -> ended.add("first"));
        for (int slot = 2; slot <= 10; slot++) {
            String name = "slot " + slot;
            assertThat(append(slot, 10)).isEqualTo(Admission.TAKEN);
            log.sync(_ -> ended.add(name));
        }
        assertThat(ended).isEmpty();
        assertThat(disk.endSync()).isTrue();
        assertThat(ended).containsExactly("first");
        assertThat(disk.endSync()).isTrue();
        assertThat(ended).hasSize(10).element(1).isEqualTo("slot 2");
        assertThat(disk.endSync()).isFalse();
    }

    @Test
    void aSyncWithNothingToWaitForIsOverAtOnce() {
        List<SyncOutcome> outcomes = new ArrayList<>();
        log.sync(outcomes::add);
        assertThat(outcomes).containsExactly(SyncOutcome.DURABLE);
    }

    @Test
    void aSyncWhileAnotherIsUnderWayWaitsForThat() {
        List<SyncOutcome> outcomes = new ArrayList<>();
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        log.sync(outcomes::add);
        log.sync(outcomes::add);
        assertThat(outcomes).isEmpty();
        disk.endSyncs();
        assertThat(outcomes).containsExactly(SyncOutcome.DURABLE, SyncOutcome.DURABLE);
    }

    @Test
    void whatIsAppendedIsReadBeforeItIsWritten() {
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        assertThat(append(2, 20)).isEqualTo(Admission.TAKEN);
        assertThat(log.append(1, 2, (byte) 7, OpenLog.bytes("newer"))).isEqualTo(Admission.TAKEN);
        SlotContent newer = new SlotContent.Intact(1, 2, (byte) 7, OpenLog.bytes("newer"));
        SlotContent second = new SlotContent.Intact(2, 1, (byte) 0, OpenLog.payload(2, 1, 20));
        assertThat(log.read(1)).isEqualTo(newer);
        assertThat(log.read(2)).isEqualTo(second);
        OpenLog.sync(log, disk);
        assertThat(log.read(1)).isEqualTo(newer);
        assertThat(log.read(2)).isEqualTo(second);
    }

    @Test
    void slotsAreToldInOrderWithTheirBallotsAndGaps() {
        for (long slot : new long[] {700, 3, 255, 256}) {
            assertThat(append(slot, 1)).isEqualTo(Admission.TAKEN);
        }
        assertThat(log.nextSlot(1)).isEqualTo(3);
        assertThat(log.nextSlot(4)).isEqualTo(255);
        assertThat(log.nextSlot(256)).isEqualTo(256);
        assertThat(log.nextSlot(257)).isEqualTo(700);
        assertThat(log.nextSlot(701)).isEqualTo(DurableLog.NO_SLOT);
        assertThat(log.highestSlot()).isEqualTo(700);
        assertThat(log.ballot(700)).isEqualTo(1);
        assertThat(log.ballot(4)).isEqualTo(-1);
        assertThat(log.read(4)).isEqualTo(new SlotContent.Absent(4));
    }

    @Test
    void aLowerBallotALongPayloadOrATruncatedSlotIsAMistakeOfTheCaller() {
        assertThat(log.append(5, 3, (byte) 0, OpenLog.bytes("x"))).isEqualTo(Admission.TAKEN);
        assertThatThrownBy(() -> log.append(5, 2, (byte) 0, OpenLog.bytes("y")))
                .hasMessage("slot 5, ballot: 2 (expected: 3 or more, as it has)");
        assertThatThrownBy(() -> append(6, OpenLog.SMALL.mostPayloadBytes() + 1))
                .hasMessage("slot 6, payload: 7937 bytes (expected: 7936 at most)");
        assertThatThrownBy(() -> log.keep(DurableLog.HARD_STATES, OpenLog.bytes("z")))
                .hasMessage("name: 14 (expected: 0..13)");
        log.truncateThrough(5);
        assertThatThrownBy(() -> append(5, 1))
                .hasMessage("slot: 5 (expected: above 5, which the log is truncated through)");
    }

    @Test
    void afterAFailedSyncEverythingFailsForGood() {
        List<SyncOutcome> outcomes = new ArrayList<>();
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        log.sync(outcomes::add);
        assertThat(append(2, 10)).isEqualTo(Admission.TAKEN);
        log.sync(outcomes::add);
        disk.failSyncs();
        disk.endSyncs();
        assertThat(outcomes).containsExactly(SyncOutcome.FAILED, SyncOutcome.FAILED);
        assertThat(log.failure()).contains("the sync of log-0000000001 failed");
        disk.kill();
        log.sync(outcomes::add);
        assertThat(outcomes).hasSize(3).last().isEqualTo(SyncOutcome.FAILED);
        assertThatThrownBy(() -> append(3, 10)).hasMessageStartingWith("the log is dead: ");
        log.maintain();
        disk.endSyncs();
        disk.failPower(0);
        assertThat(OpenLog.on(disk).log().highestSlot()).isEqualTo(DurableLog.NO_SLOT);
    }

    @Test
    void whatOnlyTheCacheShowsAfterAFailedSyncIsWrittenAgainBeforeItCounts() {
        for (int entries : new int[] {1, 4}) {
            long before = log.highestSlot();
            for (int slot = 1; slot <= entries; slot++) {
                assertThat(append(before + slot, 3000)).isEqualTo(Admission.TAKEN);
            }
            log.sync(_ -> {});
            disk.failSyncs();
            disk.endSyncs();
            disk.kill();
            log = OpenLog.on(disk).log();
            long found = log.highestSlot();
            reopen();
            assertThat(log.highestSlot()).isEqualTo(found).isGreaterThan(before);
        }
    }

    @Test
    void aNameThatOnlyTheCacheShowsIsGivenAgainBeforeItCounts() {
        disk.endSyncs();
        long slot = 0;
        while (!disk.exists(Segment.name(2))) {
            assertThat(append(++slot, 3000)).isEqualTo(Admission.TAKEN);
            if (!disk.exists(Segment.name(2))) {
                log.sync(_ -> {});
                // Of the segment that may be new only the file.
                disk.endSync();
            }
        }
        disk.failSyncs();
        disk.endSyncs();
        disk.kill();
        log = OpenLog.on(disk).log();
        long found = log.highestSlot();
        assertThat(log.append(slot + 5, 9, (byte) 0, OpenLog.bytes("acknowledged")))
                .isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        reopen();
        assertThat(log.highestSlot()).isEqualTo(slot + 5).isGreaterThan(found);
        assertThat(log.nextSlot(found)).isEqualTo(found);
    }

    @Test
    void aHeaderThatOnlyTheCacheShowsIsWrittenAgainBeforeItCounts() {
        long slot = 0;
        while (!disk.exists(Segment.name(2))) {
            disk.endSyncs();
            assertThat(append(++slot, 3000)).isEqualTo(Admission.TAKEN);
            log.sync(_ -> {});
        }
        disk.failSyncs();
        disk.endSyncs();
        disk.kill();
        log = OpenLog.on(disk).log();
        assertThat(append(++slot, 10)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        disk.failPower(0);
        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.log().highestSlot()).isEqualTo(slot);
        assertThat(opened.recovery().findings()).isEmpty();
    }

    @Test
    void aSegmentThatWasBegunAndLostItsFirstBatchCarriesAllHardStateInTheNext() {
        log.keep(2, OpenLog.bytes("promised"));
        OpenLog.sync(log, disk);
        long slot = 0;
        while (!disk.exists(Segment.name(2))) {
            disk.endSyncs();
            assertThat(append(++slot, 3000)).isEqualTo(Admission.TAKEN);
            log.sync(_ -> {});
        }
        disk.endSyncs();
        Arrays.fill(disk.bytes(Segment.name(2)), SegmentHeader.BYTES, OpenLog.SMALL.segmentBytes(), (byte) 0);
        log = OpenLog.on(disk).log();
        log.truncateThrough(slot);
        disk.endSyncs();
        assertThat(disk.list()).doesNotContain(Segment.name(1));
        assertThat(OpenLog.on(disk).recovery().hardStates())
                .containsEntry(2, new HardState.Intact(OpenLog.bytes("promised")));
    }

    @Test
    void whoeverAsksIsToldWhenASyncThatNobodyAskedForFails() {
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        disk.endSyncs();
        List<String> told = new ArrayList<>();
        log.whenDead(told::add);
        log.maintain();
        disk.failSyncs();
        disk.endSyncs();
        assertThat(told).containsExactly("the sync of log-0000000001 failed");
        log.whenDead(told::add);
        assertThat(told).hasSize(2);
    }

    @Test
    void aSyncThatFailsWhileOpeningIsTold() {
        List<Opening> openings = new ArrayList<>();
        DurableLog.open(disk, OpenLog.IDENTITY, OpenLog.SMALL, openings::add);
        disk.failSyncs();
        disk.endSyncs();
        assertThat(openings).containsExactly(new Opening.Failed("the sync of log-0000000001 or of its folder failed"));
    }

    @Test
    void aFullDiskRefusesEntriesWithoutATraceAndStillKeepsHardStateAndTruncates() {
        disk.endSyncs();
        disk.setFull(true);
        long slot = 0;
        Admission admission = Admission.TAKEN;
        while (admission == Admission.TAKEN) {
            admission = append(++slot, 3000);
            if (admission == Admission.TAKEN) {
                OpenLog.sync(log, disk);
                disk.endSyncs();
            }
        }
        assertThat(admission).isEqualTo(Admission.FULL);
        assertThat(slot).as("the current segment and the one ahead are used").isBetween(12L, 22L);
        assertThat(log.read(slot)).isEqualTo(new SlotContent.Absent(slot));
        assertThat(log.read(1)).isInstanceOf(SlotContent.Intact.class);
        log.keep(1, OpenLog.bytes("promised"));
        OpenLog.sync(log, disk);
        reopen();
        assertThat(log.highestSlot()).isEqualTo(slot - 1);
        assertThat(append(slot, 3000)).isEqualTo(Admission.FULL);
        log.truncateThrough(slot - 1);
        disk.endSyncs();
        assertThat(disk.list()).noneMatch(name -> name.equals(Segment.name(1)));
        // What truncation freed is room again, as soon as somebody looks.
        disk.setFull(false);
        log.maintain();
        disk.endSyncs();
        assertThat(append(slot, 3000)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        reopen();
        assertThat(log.highestSlot()).isEqualTo(slot);
    }

    @Test
    void theReserveIsGivenBackToTheDiskUntilTheLogIsTruncated() {
        disk.endSyncs();
        assertThat(disk.list()).contains(SpareSegment.NAME);
        log.releaseReserve();
        assertThat(disk.list()).doesNotContain(SpareSegment.NAME);
        log.maintain();
        disk.endSyncs();
        assertThat(disk.list()).doesNotContain(SpareSegment.NAME);
        long slot = 0;
        while (append(++slot, 3000) == Admission.TAKEN) {
            OpenLog.sync(log, disk);
        }
        assertThat(append(slot, 3000)).isEqualTo(Admission.FULL);
        log.truncateThrough(1);
        disk.endSyncs();
        assertThat(append(slot, 3000)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void aTruncationGetsTheReserveBackThatItNeedsToBeWritten() {
        disk.endSyncs();
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        log.releaseReserve();
        List<SyncOutcome> promised = new ArrayList<>();
        do {
            promised.clear();
            log.keep(1, OpenLog.bytes("promised"));
            log.sync(promised::add);
            disk.endSyncs();
        } while (!promised.isEmpty());

        log.truncateThrough(1);
        disk.endSyncs();
        assertThat(promised).containsExactly(SyncOutcome.DURABLE);
    }

    @Test
    void theReserveComesBackThoughThereIsNothingMoreToTruncate() {
        disk.endSyncs();
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        log.truncateThrough(1);
        disk.endSyncs();
        log.releaseReserve();
        assertThat(disk.list()).doesNotContain(SpareSegment.NAME);
        log.truncateThrough(1);
        disk.endSyncs();
        assertThat(disk.list()).contains(SpareSegment.NAME);
    }

    @Test
    void moreThanTheLogCanHoldUntilTheNextSyncIsRefusedAsBusy() {
        disk.endSyncs();
        long slot = 0;
        Admission admission = Admission.TAKEN;
        while (admission == Admission.TAKEN) {
            admission = append(++slot, 3000);
        }
        assertThat(admission).isEqualTo(Admission.BUSY);
        assertThat(slot).isBetween(6L, 12L);
        OpenLog.sync(log, disk);
        assertThat(append(slot, 3000)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void truncationDeletesWholeSegmentsAndKeepsWhatIsAboveAndAllHardState() {
        log.keep(0, OpenLog.bytes("promised"));
        for (int slot = 1; slot <= 30; slot++) {
            assertThat(append(slot, 3000)).isEqualTo(Admission.TAKEN);
            OpenLog.sync(log, disk);
            disk.endSyncs();
        }
        long before = log.diskBytes();
        log.truncateThrough(25);
        assertThat(disk.list()).as("not before it is durable").contains(Segment.name(1));
        disk.endSyncs();
        assertThat(log.diskBytes()).isLessThan(before);
        assertThat(disk.list()).doesNotContain(Segment.name(1));
        disk.failPower(0);
        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.recovery().findings()).isEmpty();
        assertThat(opened.recovery().hardStates())
                .containsExactly(Map.entry(0, new HardState.Intact(OpenLog.bytes("promised"))));
        assertThat(opened.log().truncatedThrough()).isEqualTo(25);
        assertThat(opened.log().nextSlot(1)).isEqualTo(26);
        assertThat(opened.log().read(30))
                .isEqualTo(new SlotContent.Intact(30, 1, (byte) 0, OpenLog.payload(30, 1, 3000)));
    }

    @Test
    void aCheckpointFromElsewhereMayCoverMoreThanTheLogHolds() {
        assertThat(append(1, 10)).isEqualTo(Admission.TAKEN);
        log.truncateThrough(1000);
        assertThat(log.highestSlot()).isEqualTo(DurableLog.NO_SLOT);
        assertThat(append(1001, 10)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        reopen();
        assertThat(log.truncatedThrough()).isEqualTo(1000);
        assertThat(log.nextSlot(1)).isEqualTo(1001);
    }

    @Test
    void aLogWithoutRoomForItsFirstSegmentIsNotBegun() {
        FragileDisk full = new FragileDisk();
        full.setFull(true);
        List<Opening> openings = new ArrayList<>();
        DurableLog.open(full, OpenLog.IDENTITY, OpenLog.SMALL, openings::add);
        assertThat(openings).containsExactly(new Opening.Failed("no room for a first segment of 32768 bytes"));
        assertThat(full.list()).isEmpty();
    }

    @Test
    void aManyEntryBatchIsSplitAndComesBackWhole() {
        for (int slot = 1; slot <= 2500; slot++) {
            Admission admission = append(slot, 0);
            if (admission == Admission.BUSY) {
                OpenLog.sync(log, disk);
                disk.endSyncs();
                assertThat(append(slot, 0)).isEqualTo(Admission.TAKEN);
            }
        }
        OpenLog.sync(log, disk);
        reopen();
        assertThat(log.highestSlot()).isEqualTo(2500);
        for (int slot = 1; slot <= 2500; slot++) {
            assertThat(log.read(slot)).isEqualTo(new SlotContent.Intact(slot, 1, (byte) 0, ByteBuffer.allocate(0)));
        }
    }
}
