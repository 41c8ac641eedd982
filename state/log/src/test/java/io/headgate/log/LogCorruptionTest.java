package io.headgate.log;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the disk broke is told as such: never given back as data, never taken for what a crash tore. */
final class LogCorruptionTest {
    private static final String FIRST = Segment.name(1);
    private static final String SECOND = Segment.name(2);

    /** A log of two segments, closed: every way in which records are laid out is in it. */
    private record Image(FragileDisk disk, LogModel model) {
        static Image of(boolean isMaintained) {
            FragileDisk disk = new FragileDisk();
            DurableLog log = OpenLog.on(disk).log();
            LogModel model = LogModel.EMPTY;
            long slot = 0;
            // One entry, several, many (an index of two blocks), a long one, zeros, an overwritten one, only hard
            // state.
            for (int[] batch : new int[][] {
                {100},
                {200, 300, 10},
                new int[20],
                {7000},
                {2000, -2000},
                {50, 60},
                {},
                {7900},
                {5000},
                {7900},
                {400, 0},
                {30}
            }) {
                for (int length : batch) {
                    model = append(log, model, ++slot, 1, length);
                }
                if (batch.length == 2) {
                    model = append(log, model, slot, 2, 33);
                }
                if (batch.length != 1) {
                    ByteBuffer value = OpenLog.bytes("value " + slot);
                    log.keep(batch.length % 5, value);
                    model = model.keep(batch.length % 5, value);
                }
                OpenLog.sync(log, disk);
            }
            if (isMaintained) {
                log.maintain();
            }
            disk.endSyncs();
            assertThat(disk.list()).contains(SECOND).doesNotContain(Segment.name(3));
            return new Image(disk, model);
        }

        private static LogModel append(DurableLog log, LogModel model, long slot, long ballot, int length) {
            ByteBuffer payload = length < 0 ? ByteBuffer.allocate(-length) : OpenLog.payload(slot, ballot, length);
            assertThat(log.append(slot, ballot, (byte) 5, payload)).isEqualTo(Admission.TAKEN);
            return model.append(slot, new LogModel.Entry(ballot, (byte) 5, payload));
        }

        int used(String segment) {
            byte[] bytes = disk.copy().bytes(segment);
            int used = bytes.length;
            while (used > 0 && bytes[used - 1] == 0) {
                used--;
            }
            return Block.roundUp(used);
        }

        long highestSlot() {
            return model.entries().keySet().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
        }
    }

    /** Opens a broken log: what it gives back is right, and what it does not it calls faulty. */
    private static OpenLog check(Image image, FragileDisk broken) {
        OpenLog opened = OpenLog.on(broken);
        DurableLog log = opened.log();
        for (Map.Entry<Long, LogModel.Entry> expected : image.model.entries().entrySet()) {
            long slot = expected.getKey();
            LogModel.Entry entry = expected.getValue();
            switch (log.read(slot)) {
                case SlotContent.Intact found ->
                    assertThat(new LogModel.Entry(found.ballot(), found.kind(), found.payload()))
                            .isEqualTo(entry);
                case SlotContent.Faulty(long of, long ballot, boolean isExact) -> {
                    assertThat(of).isEqualTo(slot);
                    assertThat(isExact ? ballot == entry.ballot() : ballot >= entry.ballot())
                            .isTrue();
                }
                case SlotContent.Absent absent ->
                    throw new AssertionError(absent + ", but it was durable; " + opened.recovery());
            }
        }
        for (long slot = image.highestSlot() + 1; slot < image.highestSlot() + 5; slot++) {
            assertThat(log.read(slot)).isNotInstanceOf(SlotContent.Intact.class);
        }
        image.model
                .hardStates()
                .forEach((name, value) -> assertThat(
                                opened.recovery().hardStates().get(name))
                        .isIn(new HardState.Intact(value), new HardState.Faulty()));
        return opened;
    }

    /** Nothing but the entry at the place of a single fault is missing, and that is known by its name. */
    private static void checkSingle(Image image, FragileDisk broken) {
        OpenLog opened = check(image, broken);
        assertThat(opened.recovery().faultyRanges()).isEmpty();
        image.model
                .hardStates()
                .forEach((name, value) ->
                        assertThat(opened.recovery().hardStates().get(name)).isEqualTo(new HardState.Intact(value)));
        for (long slot = 1; slot <= image.highestSlot(); slot++) {
            if (opened.log().read(slot) instanceof SlotContent.Faulty faulty) {
                assertThat(faulty.isExact()).isTrue();
            }
        }
        assertThat(opened.log().read(image.highestSlot() + 1))
                .isEqualTo(new SlotContent.Absent(image.highestSlot() + 1));
    }

    /** The log goes on, and says the same after another start. */
    private static void checkGoesOn(Image image, FragileDisk broken) {
        DurableLog log = OpenLog.on(broken).log();
        ByteBuffer payload = OpenLog.bytes("goes on");
        assertThat(log.repair(50_000, 9, (byte) 1, payload)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, broken);
        broken.failPower(0);
        OpenLog again = check(image, broken);
        assertThat(again.log().read(50_000)).isEqualTo(new SlotContent.Intact(50_000, 9, (byte) 1, payload));
    }

    @Test
    void aFlippedBitAnywhereCostsOneEntryAtMostAndItsNameIsKnown() {
        for (boolean isMaintained : new boolean[] {true, false}) {
            Image image = Image.of(isMaintained);
            for (String segment : List.of(FIRST, SECOND)) {
                int used = image.used(segment) + Block.BYTES;
                for (int offset = 0; offset < Math.min(used, OpenLog.SMALL.segmentBytes()); offset++) {
                    FragileDisk broken = image.disk.copy();
                    broken.bytes(segment)[offset] ^= (byte) (1 << offset % 8);
                    checkSingle(image, broken);
                    if (offset % 97 == 0) {
                        checkGoesOn(image, broken);
                    }
                }
            }
        }
    }

    @Test
    void aMisdirectedWriteIsKnownAtBothPlaces() {
        Image image = Image.of(/* isMaintained= */ true);
        int segmentBytes = OpenLog.SMALL.segmentBytes();
        int all = 2 * segmentBytes / Block.BYTES;
        for (int meant = 0; meant < all; meant++) {
            for (int hit = meant % 3; hit < all; hit += 3) {
                FragileDisk broken = image.disk.copy();
                byte[][] files = {broken.bytes(FIRST), broken.bytes(SECOND)};
                int perFile = segmentBytes / Block.BYTES;
                byte[] source = files[meant / perFile];
                int from = meant % perFile * Block.BYTES;
                byte[] sector = Arrays.copyOfRange(source, from, from + Block.BYTES);
                Arrays.fill(source, from, from + Block.BYTES, (byte) 0);
                System.arraycopy(sector, 0, files[hit / perFile], hit % perFile * Block.BYTES, Block.BYTES);
                check(image, broken);
                if ((meant + hit) % 31 == 0) {
                    checkGoesOn(image, broken);
                }
            }
        }
    }

    @HegelTest(testCases = 2000)
    void noNumberOfFaultsMakesItGiveBackWhatWasNotWritten(TestCase tc) {
        Image image = Image.of(/* isMaintained= */ true);
        FragileDisk broken = image.disk.copy();
        int marker = image.used(SECOND) - Block.BYTES;
        int faults = tc.draw(integers(0, 6), "faults");
        for (int i = 0; i < faults; i++) {
            String segment = tc.draw(integers(1, 2)) == 1 ? FIRST : SECOND;
            // The last block says that all before it was durable: without it a lost write looks like a torn one.
            int limit = segment.equals(FIRST) ? OpenLog.SMALL.segmentBytes() : marker;
            int offset = tc.draw(integers(0, limit - 1));
            int begin = offset / Block.BYTES * Block.BYTES;
            byte[] bytes = broken.bytes(segment);
            switch (tc.draw(integers(0, 2))) {
                case 0 -> bytes[offset] ^= 0x10;
                case 1 -> Arrays.fill(bytes, begin, begin + Block.BYTES, (byte) 0);
                default -> Arrays.fill(bytes, begin, begin + Block.BYTES, (byte) 0x5A);
            }
        }
        check(image, broken);
        checkGoesOn(image, broken);
    }

    @Test
    void aSegmentThatIsMissingLeavesItsSlotsFaulty() {
        Image image = Image.of(/* isMaintained= */ true);
        FragileDisk broken = image.disk.copy();
        broken.delete(FIRST);
        OpenLog opened = check(image, broken);
        assertThat(opened.log().read(1)).isInstanceOf(SlotContent.Faulty.class);
        assertThat(opened.recovery().faultyRanges()).hasSize(1);
        assertThat(opened.recovery().faultyRanges().getFirst().highestSlot()).isLessThan(image.highestSlot());
    }

    @Test
    void whatRotsWhileTheLogIsOpenIsFaultyWhenRead() {
        Image image = Image.of(/* isMaintained= */ true);
        DurableLog log = OpenLog.on(image.disk).log();
        image.disk.bytes(FIRST)[SegmentHeader.BYTES + 2 * Block.BYTES + RecordHead.BYTES + 50] ^= 1;
        assertThat(log.read(1)).isEqualTo(new SlotContent.Faulty(1, 1, /* isExact= */ true));
        assertThat(log.read(2)).isInstanceOf(SlotContent.Intact.class);
    }

    @Test
    void aRepairedEntryIsIntactAndStaysSo() {
        Image image = Image.of(/* isMaintained= */ true);
        image.disk.bytes(FIRST)[SegmentHeader.BYTES + 2 * Block.BYTES + RecordHead.BYTES + 50] ^= 1;
        DurableLog log = OpenLog.on(image.disk).log();
        assertThat(log.read(1)).isEqualTo(new SlotContent.Faulty(1, 1, /* isExact= */ true));
        LogModel.Entry entry = Objects.requireNonNull(image.model.entries().get(1L));
        assertThat(log.repair(1, 1, (byte) 5, entry.payload())).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, image.disk);
        OpenLog again = check(image, image.disk);
        assertThat(again.log().read(1)).isEqualTo(new SlotContent.Intact(1, 1, (byte) 5, entry.payload()));
    }

    @Test
    void whatIsDiscardedCountsAsNeverWrittenAlsoAfterTheNextStart() {
        Image image = Image.of(/* isMaintained= */ true);
        FragileDisk broken = image.disk.copy();
        broken.delete(FIRST);
        DurableLog log = OpenLog.on(broken).log();
        assertThat(log.read(2)).isEqualTo(new SlotContent.Faulty(2, 2, /* isExact= */ false));
        assertThat(log.discardFaulty(1, 2)).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, broken);
        for (DurableLog each : List.of(log, OpenLog.on(broken).log())) {
            assertThat(each.read(2)).isEqualTo(new SlotContent.Absent(2));
            assertThat(each.read(3)).isInstanceOf(SlotContent.Faulty.class);
        }
    }

    @Test
    void aFaultyHardStateStaysFaultyWhenItsSegmentIsGone() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        log.keep(3, OpenLog.bytes("promised"));
        OpenLog.sync(log, disk);
        log.maintain();
        disk.endSyncs();
        // Both copies, in the batch after the one that opening writes.
        byte[] bytes = disk.bytes(FIRST);
        bytes[SegmentHeader.BYTES + Block.BYTES + 200] ^= 1;
        bytes[SegmentHeader.BYTES + Block.BYTES + BatchHead.BYTES + 3] ^= 1;
        bytes[SegmentHeader.BYTES + 2 * Block.BYTES + 3] ^= 1;
        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.recovery().hardStates()).containsEntry(3, new HardState.Faulty());
        log = opened.log();
        for (int slot = 1; slot <= 12; slot++) {
            assertThat(log.append(slot, 1, (byte) 0, ByteBuffer.allocate(7000))).isEqualTo(Admission.TAKEN);
            OpenLog.sync(log, disk);
            disk.endSyncs();
        }
        log.truncateThrough(12);
        disk.endSyncs();
        assertThat(disk.list()).doesNotContain(FIRST);
        assertThat(OpenLog.on(disk).recovery().hardStates()).containsEntry(3, new HardState.Faulty());
    }

    @Test
    void aFileOfANewerVersionIsRefusedByWordsThatSayWhereAndWhat() {
        Image image = Image.of(/* isMaintained= */ true);
        for (int copy = 0; copy < SegmentHeader.BYTES; copy += Block.BYTES) {
            ByteBuffer.wrap(image.disk.bytes(SECOND)).putInt(copy + 8, 7);
        }
        byte[] before = image.disk.bytes(SECOND).clone();
        assertThatThrownBy(() -> OpenLog.on(image.disk))
                .isInstanceOf(LogFormatException.class)
                .hasMessage("log-0000000002:8 format version: 7 (expected: 1)");
        assertThat(image.disk.bytes(SECOND)).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherClusterOrMemberIsRefused() {
        Image image = Image.of(/* isMaintained= */ true);
        assertThatThrownBy(() -> DurableLog.open(image.disk, new LogIdentity(0xC2, 3), OpenLog.SMALL, _ -> {}))
                .hasMessage("log-0000000001:16 cluster: c1 (expected: c2)");
        assertThatThrownBy(() -> DurableLog.open(image.disk, new LogIdentity(0xC1, 4), OpenLog.SMALL, _ -> {}))
                .hasMessage("log-0000000001:24 member: 3 (expected: 4)");
    }

    @Test
    void whatWasInALostSegmentStaysFaultyWhenTheNextOnesAreNotNeededAnyMore() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        long lost = 1_000;
        assertThat(log.append(lost, 5, (byte) 1, OpenLog.payload(lost, 5, 100))).isEqualTo(Admission.TAKEN);
        long slot = 0;
        while (!disk.exists(Segment.name(3))) {
            assertThat(log.append(++slot, 5, (byte) 1, OpenLog.payload(slot, 5, 4_000)))
                    .isEqualTo(Admission.TAKEN);
            OpenLog.sync(log, disk);
            disk.endSyncs();
        }
        disk.delete(FIRST);

        log = OpenLog.on(disk).log();
        assertThat(log.read(lost)).isInstanceOf(SlotContent.Faulty.class);
        log.truncateThrough(slot);
        disk.endSyncs();

        assertThat(OpenLog.on(disk).log().read(lost)).isInstanceOf(SlotContent.Faulty.class);
    }

    /** Its head, its index and its record are all unreadable, and nothing was written after it to say what it was. */
    @Test
    void aLastBatchThatWasWrittenWholeAndIsBrokenEverywhereMayHaveBeenAnything() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        assertThat(log.append(1, 5, (byte) 1, OpenLog.bytes("first"))).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        int begin = used(disk);
        assertThat(log.append(2, 5, (byte) 1, OpenLog.payload(2, 5, 3_000))).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        int end = used(disk);
        breakAll(disk, begin, end);

        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.log().read(1)).isInstanceOf(SlotContent.Faulty.class);
        assertThat(opened.log().read(2)).isInstanceOf(SlotContent.Faulty.class);
        assertThat(opened.recovery().faultyRanges()).isNotEmpty();
    }

    /** The second record begins a block, and could be taken for the first. */
    @Test
    void aBatchWithoutItsIndexAndItsFirstRecordIsNotWhole() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        int begin = used(disk);
        for (long slot = 1; slot <= 2; slot++) {
            ByteBuffer payload = OpenLog.payload(slot, 5, Block.BYTES - RecordHead.BYTES);
            assertThat(log.append(slot, 5, (byte) 1, payload)).isEqualTo(Admission.TAKEN);
        }
        OpenLog.sync(log, disk);
        log.maintain();
        disk.endSyncs();
        disk.bytes(FIRST)[begin] ^= 1;
        disk.bytes(FIRST)[begin + Block.BYTES] ^= 1;

        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.log().read(1)).isInstanceOf(SlotContent.Faulty.class);
        assertThat(opened.log().read(2)).isInstanceOf(SlotContent.Faulty.class);
    }

    /** What comes next speaks of the batch right before it, whose records were found without their head. */
    @Test
    void whatIsSaidOfABatchThatWasFoundIsNotTakenForTheOneBeforeThatWasNot() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        int[] begins = new int[4];
        for (int slot = 1; slot <= 3; slot++) {
            begins[slot] = used(disk);
            append(log, disk, slot);
        }
        breakAll(disk, begins[1], begins[2]);
        disk.bytes(FIRST)[begins[2]] ^= 1;

        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.log().read(1)).isInstanceOf(SlotContent.Faulty.class);
    }

    @Test
    void norIsWhatTheNextSegmentSaysOfIt() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        List<Integer> begins = new ArrayList<>();
        int slot = 0;
        while (!disk.exists(SECOND)) {
            begins.add(used(disk));
            append(log, disk, ++slot);
        }
        // The last one began the second segment.
        int found = begins.get(slot - 2);
        breakAll(disk, begins.get(slot - 3), found);
        disk.bytes(FIRST)[found] ^= 1;

        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.log().read(slot - 2)).isInstanceOf(SlotContent.Faulty.class);
    }

    /** One batch of one entry, durable. */
    private static void append(DurableLog log, FragileDisk disk, long slot) {
        assertThat(log.append(slot, 5, (byte) 1, OpenLog.payload(slot, 5, 3_000)))
                .isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        disk.endSyncs();
    }

    private static void breakAll(FragileDisk disk, int begin, int end) {
        for (int block = begin; block < end; block += Block.BYTES) {
            disk.bytes(FIRST)[block] ^= 1;
        }
    }

    private static int used(FragileDisk disk) {
        return new Image(disk, LogModel.EMPTY).used(FIRST);
    }
}
