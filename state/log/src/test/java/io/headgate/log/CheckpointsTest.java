package io.headgate.log;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.disk.DiskException;
import io.headgate.log.CheckpointReceiver.Receipt;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckpointsTest {
    private static final long CLUSTER = 0xC1;

    private static Checkpoints open(FragileDisk disk) {
        List<Checkpoints.Opening> openings = new ArrayList<>();
        Checkpoints.open(disk, CLUSTER, openings::add);
        disk.endSyncs();
        if (openings.size() != 1
                || !(openings.getFirst() instanceof Checkpoints.Opening.Ready(Checkpoints checkpoints))) {
            throw new AssertionError("opening: " + openings);
        }
        return checkpoints;
    }

    private static CheckpointHeader header(long slot) {
        return new CheckpointHeader(CLUSTER, slot, 7, OpenLog.bytes("members of " + slot));
    }

    /** A state of some chunks that depends on the slot. */
    private static List<ByteBuffer> chunks(long slot) {
        List<ByteBuffer> chunks = new ArrayList<>();
        for (int i = 0; i < 2 + slot % 5; i++) {
            chunks.add(OpenLog.payload(slot, i, (int) (100 + 331 * i + slot)));
        }
        return chunks;
    }

    private static CheckpointWriter begin(Checkpoints checkpoints, long slot) {
        CheckpointWriter writer = checkpoints.write(header(slot));
        chunks(slot).forEach(writer::add);
        return writer;
    }

    private static Checkpoint make(Checkpoints checkpoints, FragileDisk disk, long slot) {
        List<CheckpointWriter.End> ends = new ArrayList<>();
        begin(checkpoints, slot).finish(ends::add);
        disk.endSyncs();
        assertThat(ends).hasSize(1).first().isInstanceOf(CheckpointWriter.End.Durable.class);
        return checkpoints.newest().orElseThrow();
    }

    /** Whether it is the whole one of its slot. */
    private static void check(Checkpoint checkpoint) {
        long slot = checkpoint.header().slot();
        assertThat(checkpoint.header()).isEqualTo(header(slot));
        List<ByteBuffer> read = new ArrayList<>();
        for (int i = 0; i < checkpoint.totals().chunks(); i++) {
            read.add(checkpoint.read(i).bytes());
        }
        assertThat(read).isEqualTo(chunks(slot));
    }

    @HegelTest(testCases = 500)
    void afterAnyCrashThereIsTheLastFinishedOneOrANewerOneThatIsWhole(TestCase tc) {
        FragileDisk disk = new FragileDisk();
        Checkpoints checkpoints = open(disk);
        long finished = 0;
        for (long slot = 1; slot < 40 && tc.draw(booleans(), "one more"); slot++) {
            disk.cutAfter(tc.draw(integers(0, 16), "cut"));
            try {
                make(checkpoints, disk, slot);
                finished = slot;
            } catch (FragileDisk.Cut _) {
                disk.failPower(tc.draw(longs(0, Long.MAX_VALUE), "survival"));
                checkpoints = open(disk);
                assertThat(checkpoints.finding()).isEmpty();
                assertThat(disk.list()).doesNotContain(CheckpointFormat.UNFINISHED_NAME);
                long found = checkpoints
                        .newest()
                        .map(newest -> newest.header().slot())
                        .orElse(0L);
                assertThat(found).isIn(finished, slot);
                finished = found;
            }
            checkpoints.newest().ifPresent(CheckpointsTest::check);
        }
    }

    @Test
    void noMoreIsReceivedThanWasTold() {
        FragileDisk from = new FragileDisk();
        Checkpoint sent = make(open(from), from, 8);
        CheckpointTotals told = sent.totals();
        CheckpointChunk first = sent.read(0);
        FragileDisk to = new FragileDisk();
        CheckpointReceiver receiver = open(to).receive(
                        sent.header(),
                        new CheckpointTotals(told.chunks(), first.bytes().remaining() - 1, told.checksum()));
        assertThat(receiver.accept(first)).isEqualTo(Receipt.CORRUPT);
        assertThat(receiver.nextIndex()).isZero();
    }

    /** Each chunk is as it was written, and where it was written to, but not in this file. */
    @Test
    void aChunkOfAnotherCheckpointOfTheSameSlotIsFound() {
        FragileDisk disk = new FragileDisk();
        make(open(disk), disk, 3);
        FragileDisk other = new FragileDisk();
        CheckpointWriter writer = open(other).write(header(3));
        for (ByteBuffer chunk : chunks(3)) {
            writer.add(chunk.put(0, (byte) ~chunk.get(0)));
        }
        writer.finish(end -> {});
        other.endSyncs();

        int begin = CheckpointFormat.header(header(3)).remaining();
        int length = CheckpointFormat.CHUNK_HEAD_BYTES + chunks(3).getFirst().remaining();
        System.arraycopy(other.bytes(CheckpointFormat.NAME), begin, disk.bytes(CheckpointFormat.NAME), begin, length);

        Checkpoints opened = open(disk);
        assertThat(opened.newest()).isEmpty();
        assertThat(opened.finding()).isPresent();
    }

    @Test
    void aFlippedBitAnywhereIsFoundAndNoOlderOneStandsIn() {
        FragileDisk disk = new FragileDisk();
        Checkpoints checkpoints = open(disk);
        make(checkpoints, disk, 3);
        make(checkpoints, disk, 4);
        int length = disk.copy().bytes(CheckpointFormat.NAME).length;
        for (int offset = 0; offset < length; offset++) {
            FragileDisk broken = disk.copy();
            broken.bytes(CheckpointFormat.NAME)[offset] ^= (byte) (1 << offset % 8);
            if (offset >= 8 && offset < 12) {
                assertThatThrownBy(() -> open(broken)).isInstanceOf(LogFormatException.class);
                continue;
            }
            Checkpoints opened = open(broken);
            assertThat(opened.newest()).as("flip at %s", offset).isEmpty();
            assertThat(opened.finding()).isPresent();
            assertThat(FolderCheck.verify(broken, OpenLog.IDENTITY)).hasSize(1);
        }
    }

    @Test
    void whatRotsLaterIsFoundWhenItIsRead() {
        FragileDisk disk = new FragileDisk();
        Checkpoint checkpoint = make(open(disk), disk, 4);
        disk.bytes(CheckpointFormat.NAME)[400] ^= 1;
        assertThatThrownBy(() -> check(checkpoint))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("chunk 1 is unreadable");
    }

    @Test
    void aCheckpointIsReceivedChunkByChunkAndIsTheSameFile() {
        FragileDisk from = new FragileDisk();
        Checkpoint sent = make(open(from), from, 8);
        FragileDisk to = new FragileDisk();
        Checkpoints receiving = open(to);
        CheckpointReceiver receiver = receiving.receive(sent.header(), sent.totals());
        int rejected = 0;
        while (!receiver.isWhole()) {
            CheckpointChunk chunk = sent.read(receiver.nextIndex());
            byte[] wrong = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(wrong);
            wrong[3] ^= 1;
            assertThat(receiver.accept(new CheckpointChunk(chunk.index(), chunk.checksum(), ByteBuffer.wrap(wrong))))
                    .isEqualTo(Receipt.CORRUPT);
            assertThat(receiver.accept(new CheckpointChunk(chunk.index() + 1, chunk.checksum(), chunk.bytes())))
                    .isEqualTo(Receipt.OTHER_EXPECTED);
            assertThat(receiver.accept(chunk)).isEqualTo(Receipt.TAKEN);
            assertThat(receiver.accept(chunk)).isEqualTo(Receipt.OTHER_EXPECTED);
            rejected++;
        }
        assertThat(rejected).isEqualTo(sent.totals().chunks());
        receiver.finish(_ -> {});
        to.endSyncs();
        to.failPower(0);
        check(open(to).newest().orElseThrow());
        assertThat(to.bytes(CheckpointFormat.NAME)).isEqualTo(from.bytes(CheckpointFormat.NAME));
    }

    @Test
    void whatWasReceivedInPartIsNotFinished() {
        FragileDisk from = new FragileDisk();
        Checkpoint sent = make(open(from), from, 8);
        CheckpointReceiver receiver = open(new FragileDisk()).receive(sent.header(), sent.totals());
        assertThat(receiver.accept(sent.read(0))).isEqualTo(Receipt.TAKEN);
        assertThatThrownBy(() -> receiver.finish(_ -> {})).hasMessageStartingWith("received: ");
    }

    @Test
    void aChunkThatADiskHasNoRoomForMayBeTriedAgain() {
        FragileDisk disk = new FragileDisk();
        CheckpointWriter writer = open(disk).write(header(2));
        List<ByteBuffer> chunks = chunks(2);
        writer.add(chunks.getFirst());
        disk.setFull(true);
        assertThatThrownBy(() -> writer.add(chunks.get(1))).isInstanceOf(DiskException.class);
        disk.setFull(false);
        chunks.stream().skip(1).forEach(writer::add);
        writer.finish(_ -> {});
        disk.endSyncs();
        disk.failPower(0);
        check(open(disk).newest().orElseThrow());
    }

    @Test
    void whatIsGivenUpLeavesTheOneBefore() {
        FragileDisk disk = new FragileDisk();
        Checkpoints checkpoints = open(disk);
        make(checkpoints, disk, 3);
        begin(checkpoints, 4).abort();
        CheckpointWriter finishing = begin(checkpoints, 5);
        begin(checkpoints, 6).finish(_ -> {});
        assertThatThrownBy(() -> finishing.add(chunks(5).getFirst())).hasMessageContaining("OVER");
        assertThatThrownBy(() -> checkpoints.write(header(7)))
                .hasMessage("checkpoint of slot 7: the one of slot 6 is being finished (expected: to wait for its"
                        + " completion)");
        check(checkpoints.newest().orElseThrow());
        disk.endSyncs();
        check(checkpoints.newest().orElseThrow());
        assertThat(checkpoints.newest().orElseThrow().header().slot()).isEqualTo(6);
        assertThatThrownBy(() -> checkpoints.write(header(5)))
                .hasMessage("slot: 5 (expected: 6 or more, as the newest has)");
    }

    @Test
    void anOlderCheckpointStaysReadableWhileItIsSent() {
        FragileDisk disk = new FragileDisk();
        Checkpoints checkpoints = open(disk);
        Checkpoint older = make(checkpoints, disk, 3);
        Checkpoint newer = make(checkpoints, disk, 9);
        check(older);
        check(newer);
    }

    @Test
    void aFailedSyncIsTold() {
        FragileDisk disk = new FragileDisk();
        Checkpoints checkpoints = open(disk);
        List<CheckpointWriter.End> ends = new ArrayList<>();
        CheckpointWriter writer = begin(checkpoints, 4);
        disk.failSyncs();
        writer.finish(ends::add);
        disk.endSyncs();
        assertThat(ends).containsExactly(new CheckpointWriter.End.Failed("the sync of checkpoint-unfinished failed"));
        assertThat(checkpoints.newest()).isEmpty();
        assertThat(begin(checkpoints, 5).isOpen()).as("another one may begin").isTrue();
    }

    @Test
    void aNameThatOnlyTheCacheShowsAfterAFailedSyncIsGivenAgainBeforeItCounts() {
        for (int cut = 0; cut < 6; cut++) {
            FragileDisk disk = new FragileDisk();
            Checkpoints checkpoints = open(disk);
            make(checkpoints, disk, 3);
            begin(checkpoints, 4).finish(_ -> {});
            disk.endSync();
            disk.failSyncs();
            disk.endSyncs();
            disk.kill();
            assertThat(open(disk).newest().orElseThrow().header().slot()).isEqualTo(4);
            // Whatever was told once stays, though the next start is cut.
            disk.cutAfter(cut);
            try {
                open(disk);
            } catch (FragileDisk.Cut _) {
                // As planned.
            }
            disk.failPower(cut);
            check(open(disk).newest().orElseThrow());
            assertThat(open(disk).newest().orElseThrow().header().slot()).isEqualTo(4);
        }
    }

    @Test
    void aCheckpointOfAnotherClusterIsRefused() {
        FragileDisk disk = new FragileDisk();
        make(open(disk), disk, 4);
        assertThatThrownBy(() -> Checkpoints.open(disk, 5, _ -> {}))
                .hasMessage("checkpoint:16 cluster: c1 (expected: 5)");
    }

    @Test
    void aFolderInWhichAllIsWellHasNoFindings() {
        FragileDisk disk = new FragileDisk();
        make(open(disk), disk, 4);
        DurableLog log = OpenLog.on(disk).log();
        assertThat(log.append(5, 1, (byte) 0, OpenLog.bytes("entry"))).isEqualTo(Admission.TAKEN);
        OpenLog.sync(log, disk);
        log.maintain();
        disk.endSyncs();
        List<String> before = disk.list();
        assertThat(FolderCheck.verify(disk, OpenLog.IDENTITY)).isEmpty();
        assertThat(disk.list()).isEqualTo(before);
        byte[] bytes = disk.bytes(Segment.name(1));
        Arrays.fill(bytes, 2048, 2060, (byte) 9);
        assertThat(FolderCheck.verify(disk, OpenLog.IDENTITY))
                .containsExactly(new Finding(
                        Segment.name(1), 2048, Finding.Severity.LOST, "the entry in slot 5, ballot 1, is unreadable"));
    }
}
