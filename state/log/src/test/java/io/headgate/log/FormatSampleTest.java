package io.headgate.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Files of each format version that ever was, in {@code src/test/resources}: they are read as long as there are such files
 * somewhere. The sample of the current version is also what is written today. When a new version comes, run {@link #main} and
 * keep the old samples.
 */
final class FormatSampleTest {
    private static final List<String> FILES = List.of("log-0000000001", "log-0000000002", "checkpoint");

    /** Writes the sample of the current version to a folder. */
    public static void main(String[] arguments) throws IOException {
        FragileDisk disk = write();
        for (String file : FILES) {
            Files.write(Path.of(arguments[0], file), disk.bytes(file));
        }
    }

    private static FragileDisk write() {
        FragileDisk disk = new FragileDisk();
        DurableLog log = OpenLog.on(disk).log();
        for (int slot = 1; slot <= 8; slot++) {
            assertThat(log.append(slot, slot / 3, (byte) (slot % 2), OpenLog.payload(slot, 1, slot * 800)))
                    .isEqualTo(Admission.TAKEN);
            log.keep(slot % 3, OpenLog.bytes("hard state " + slot));
            OpenLog.sync(log, disk);
            disk.endSyncs();
        }
        assertThat(log.append(1, 9, (byte) 1, OpenLog.bytes("again"))).isEqualTo(Admission.TAKEN);
        assertThat(log.append(20, 9, (byte) 1, OpenLog.bytes("after a gap"))).isEqualTo(Admission.TAKEN);
        assertThat(log.discardFaulty(10, 12)).isEqualTo(Admission.TAKEN);
        log.truncateThrough(2);
        log.maintain();
        disk.endSyncs();
        Checkpoints.open(disk, OpenLog.IDENTITY.clusterId(), opening -> {
            CheckpointWriter writer = ((Checkpoints.Opening.Ready) opening)
                    .checkpoints()
                    .write(new CheckpointHeader(OpenLog.IDENTITY.clusterId(), 2, 1, OpenLog.bytes("members")));
            writer.add(OpenLog.bytes("one chunk"));
            writer.add(OpenLog.bytes("and another one"));
            writer.finish(_ -> {});
        });
        disk.endSyncs();
        return disk;
    }

    private static byte[] sample(int version, String file) {
        try (InputStream in = Objects.requireNonNull(
                FormatSampleTest.class.getResourceAsStream("format-" + version + "/" + file), file)) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void whatVersionOneWroteIsRead() {
        FragileDisk disk = new FragileDisk();
        FILES.forEach(file -> disk.put(file, sample(1, file)));
        assertThat(FolderCheck.verify(disk, OpenLog.IDENTITY)).isEmpty();
        OpenLog opened = OpenLog.on(disk);
        assertThat(opened.recovery().truncatedThrough()).isEqualTo(2);
        assertThat(opened.recovery().hardStates())
                .isEqualTo(Map.of(
                        0, new HardState.Intact(OpenLog.bytes("hard state 6")),
                        1, new HardState.Intact(OpenLog.bytes("hard state 7")),
                        2, new HardState.Intact(OpenLog.bytes("hard state 8"))));
        List<SlotContent> entries = new ArrayList<>();
        for (long slot = opened.log().nextSlot(1);
                slot != DurableLog.NO_SLOT;
                slot = opened.log().nextSlot(slot + 1)) {
            entries.add(opened.log().read(slot));
        }
        List<SlotContent> expected = new ArrayList<>();
        for (int slot = 3; slot <= 8; slot++) {
            ByteBuffer payload = OpenLog.payload(slot, 1, slot * 800);
            expected.add(new SlotContent.Intact(slot, slot / 3, (byte) (slot % 2), payload));
        }
        expected.add(new SlotContent.Intact(20, 9, (byte) 1, OpenLog.bytes("after a gap")));
        assertThat(entries).isEqualTo(expected);
        Checkpoints.open(disk, OpenLog.IDENTITY.clusterId(), opening -> {
            Checkpoint checkpoint =
                    ((Checkpoints.Opening.Ready) opening).checkpoints().newest().orElseThrow();
            assertThat(checkpoint.header().slot()).isEqualTo(2);
            assertThat(checkpoint.header().metadata()).isEqualTo(OpenLog.bytes("members"));
            assertThat(checkpoint.read(1).bytes()).isEqualTo(OpenLog.bytes("and another one"));
        });
        disk.endSyncs();
    }

    @Test
    void whatIsWrittenTodayIsVersionOne() {
        FragileDisk disk = write();
        for (String file : FILES) {
            assertThat(disk.bytes(file)).as(file).isEqualTo(sample(1, file));
        }
    }
}
