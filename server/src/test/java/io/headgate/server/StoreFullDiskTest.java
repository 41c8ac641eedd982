package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.headgate.consensus.PaxosSettings;
import io.headgate.log.LogSettings;
import io.headgate.replica.ReplicaSettings;
import io.headgate.server.RunningStore.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose disk is full. The disk is a small one in memory: who may not mount that skips the test. */
final class StoreFullDiskTest {
    /** Small files, so that the log wants another one soon; a client is told soon that nobody knows. */
    private static final ReplicaSettings SETTINGS = new ReplicaSettings(
            PaxosSettings.DEFAULT,
            new LogSettings(1 << 20),
            /* requestTimeout= */ Duration.ofSeconds(2),
            /* repeatAfter= */ Duration.ofMillis(100),
            /* checkpointBytes= */ 64L << 20,
            /* quotaBytes= */ 2L << 30);

    private static final String VALUE = "v".repeat(100 << 10);

    /** More than there can be room for in the files that the log has. */
    private static final int MOST_PUTS = 40;

    @TempDir
    private Path folder = Path.of("");

    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        try {
            StorePrograms.run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString());
        } catch (IOException refused) {
            abort("no small disk: " + refused.getMessage());
        }
    }

    @AfterEach
    void unmount() throws IOException {
        // Lazily: a file that the member has deleted is open until its channel is collected.
        StorePrograms.run("umount", "--lazy", disk.toString());
    }

    @Test
    void aFullDiskRefusesWritesAndNothingElseUntilThereIsRoom() throws Exception {
        Path member = disk.resolve("member");
        try (RunningStore store = RunningStore.in(member, SETTINGS)) {
            // It has to become the leader first, which may take longer than a request.
            Patience.until(
                    () -> "a put is taken: " + store.run("status"),
                    () -> store.run("put", "first", "1").exitCode() == 0);
            fill();
            Run refused = putUntilRefused(store);
            assertThat(refused.err()).contains("etcdserver: mvcc: database space exceeded");
            demandReads(store);
            assertThat(store.ok("get", "first")).isEqualTo("first\n1\n");
        }
        try (RunningStore again = RunningStore.in(member, SETTINGS)) {
            demandReads(again);
            Files.delete(disk.resolve("ballast"));
            Patience.until(
                    () -> "puts go on: " + again.run("status"),
                    () -> again.run("put", "last", "2").exitCode() == 0);
            Patience.until(
                    () -> "nothing is wrong any more: " + again.run("status"),
                    () -> again.run("status").exitCode() == 0);
            assertThat(again.ok("get", "last")).isEqualTo("last\n2\n");
        }
    }

    /** Leaves no byte. */
    private void fill() throws IOException {
        byte[] page = new byte[4_096];
        try (OutputStream ballast = Files.newOutputStream(disk.resolve("ballast"))) {
            while (true) {
                ballast.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static Run putUntilRefused(RunningStore store) {
        for (int put = 0; put < MOST_PUTS; put++) {
            Run run = store.run("put", "big/" + put, VALUE);
            if (run.exitCode() != 0) {
                return run;
            }
        }
        throw new AssertionError(MOST_PUTS + " puts of " + VALUE.length() + " bytes were taken by a full disk");
    }

    private static void demandReads(RunningStore store) throws Exception {
        Patience.until(
                () -> "it says that its disk is full: " + store.run("status"),
                () -> store.run("put", "none", VALUE).exitCode() == 1
                        && saysThatItsDiskIsFull(store.run("status").out()));
        assertThat(store.ok("get", "first", "--serializable")).isEqualTo("first\n1\n");
    }

    private static boolean saysThatItsDiskIsFull(String status) {
        return status.contains("its disk is full") && status.contains("NOSPACE@");
    }
}
