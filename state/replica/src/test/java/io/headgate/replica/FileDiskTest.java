package io.headgate.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskException.Reason;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import io.headgate.log.Admission;
import io.headgate.log.DurableLog;
import io.headgate.log.LogIdentity;
import io.headgate.log.LogSettings;
import io.headgate.log.Opening;
import io.headgate.log.SlotContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest {
    @TempDir
    private Path parent;

    /** What the owner's thread, this one, has to run. */
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private FileDisk disk;

    @BeforeEach
    void open() {
        disk = FileDisk.open(parent.resolve("a/b"), tasks::add);
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void whatIsWrittenIsReadAndStaysWithTheFileWhenItsNameChanges() {
        DiskFile file = disk.create("one");
        file.append(bytes("hello"));
        file.write(7, bytes("you"));
        disk.rename("one", "two");
        file.append(bytes("!"));
        assertThat(text(disk.open("two"))).isEqualTo("hello\0\0you!");
        assertThat(disk.list()).containsExactly("two");
        assertThat(file.read(3, ByteBuffer.allocate(100))).isEqualTo(8);
        assertThat(file.read(11, ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void aFileThatIsDeletedOrReplacedGoesOnForWhoeverHasItOpen() {
        DiskFile replaced = disk.create("one");
        replaced.append(bytes("old"));
        disk.create("new").append(bytes("new"));
        disk.rename("new", "one");
        assertThat(text(disk.open("one"))).isEqualTo("new");
        assertThat(text(replaced)).isEqualTo("old");
        DiskFile deleted = disk.open("one");
        disk.delete("one");
        assertThat(disk.exists("one")).isFalse();
        assertThat(text(deleted)).isEqualTo("new");
    }

    @Test
    void aFileMadeLongerIsZerosAndOneMadeShorterIsShorter() {
        DiskFile file = disk.create("one");
        file.append(bytes("hello"));
        file.truncate(600_000);
        assertThat(file.size()).isEqualTo(600_000);
        file.truncate(7);
        assertThat(text(file)).isEqualTo("hello\0\0");
        assertThat(text(disk.open("one"))).isEqualTo("hello\0\0");
    }

    @Test
    void whatIsNotThereOrThereTwiceIsRefusedByItsReason() {
        disk.create("one");
        assertThatThrownBy(() -> disk.create("one")).satisfies(has(Reason.EXISTS));
        assertThatThrownBy(() -> disk.open("two")).satisfies(has(Reason.NOT_FOUND));
        assertThatThrownBy(() -> disk.delete("two")).satisfies(has(Reason.NOT_FOUND));
        assertThatThrownBy(() -> disk.rename("two", "one")).satisfies(has(Reason.NOT_FOUND));
        assertThatThrownBy(() -> disk.open("../b/one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void syncsEndInTheOrderInWhichTheyBeganAndOnTheOwnersThread() throws InterruptedException {
        DiskFile one = disk.create("one");
        DiskFile two = disk.create("two");
        List<String> ended = new ArrayList<>();
        Thread owner = Thread.currentThread();
        for (int i = 0; i < 50; i++) {
            String name = i % 5 == 4 ? "folder" : i % 7 < 4 ? "one" : "two";
            String text = i + " " + name;
            Consumer<SyncOutcome> end = outcome -> {
                assertThat(outcome).isEqualTo(SyncOutcome.DURABLE);
                assertThat(Thread.currentThread()).isSameAs(owner);
                ended.add(text);
            };
            switch (name) {
                case "one" -> one.sync(end);
                case "two" -> two.sync(end);
                default -> disk.sync(end);
            }
        }
        while (ended.size() < 50) {
            tasks.take().run();
        }
        assertThat(ended)
                .isSortedAccordingTo(Comparator.comparingInt(text -> Integer.parseInt(text.split(" ", -1)[0])));
    }

    @Test
    void aFolderBelongsToOneDiskAtATime() {
        Path folder = parent.resolve("a/b");
        assertThatThrownBy(() -> FileDisk.open(folder, tasks::add)).hasMessageContaining("in use by another process");
        disk.close();
        disk = FileDisk.open(folder, tasks::add);
    }

    @Test
    void aFullDiskRefusesWithItsReasonAndTheFileIsAsItWas() throws IOException {
        Files.createSymbolicLink(parent.resolve("a/b/full"), Path.of("/dev/full"));
        DiskFile file = disk.open("full");
        assertThatThrownBy(() -> file.append(bytes("hello"))).satisfies(has(Reason.FULL));
        assertThatThrownBy(() -> file.truncate(1000)).satisfies(has(Reason.FULL));
        assertThat(file.size()).isZero();
    }

    @Test
    void aSyncThatTheSystemRefusesFails() throws IOException, InterruptedException {
        // Linux refuses to sync a device that has nothing to sync.
        Files.createSymbolicLink(parent.resolve("a/b/null"), Path.of("/dev/null"));
        List<SyncOutcome> outcomes = new ArrayList<>();
        disk.open("null").sync(outcomes::add);
        tasks.take().run();
        assertThat(outcomes).containsExactly(SyncOutcome.FAILED);
    }

    @Test
    void aLogOnItIsThereAfterTheNextStart() throws InterruptedException {
        DurableLog log = openLog(disk);
        for (int slot = 1; slot <= 1000; slot++) {
            assertThat(log.append(slot, 1, (byte) 0, bytes("entry " + slot))).isEqualTo(Admission.TAKEN);
        }
        List<SyncOutcome> outcomes = new ArrayList<>();
        log.sync(outcomes::add);
        while (outcomes.isEmpty()) {
            tasks.take().run();
        }
        assertThat(outcomes).containsExactly(SyncOutcome.DURABLE);
        disk.close();
        tasks.clear();
        disk = FileDisk.open(parent.resolve("a/b"), tasks::add);
        DurableLog again = openLog(disk);
        assertThat(again.highestSlot()).isEqualTo(1000);
        for (int slot = 1; slot <= 1000; slot++) {
            assertThat(again.read(slot)).isEqualTo(new SlotContent.Intact(slot, 1, (byte) 0, bytes("entry " + slot)));
        }
    }

    private DurableLog openLog(Disk on) throws InterruptedException {
        List<Opening> openings = new ArrayList<>();
        DurableLog.open(on, new LogIdentity(1, 2), new LogSettings(1 << 20), openings::add);
        while (openings.isEmpty()) {
            tasks.take().run();
        }
        assertThat(openings.getFirst()).isInstanceOf(Opening.Ready.class);
        return ((Opening.Ready) openings.getFirst()).log();
    }

    private static Consumer<Throwable> has(Reason reason) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        DiskException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(DiskFile file) {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        file.read(0, content);
        return new String(content.array(), StandardCharsets.ISO_8859_1);
    }
}
