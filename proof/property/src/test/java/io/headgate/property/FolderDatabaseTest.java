package io.headgate.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatabaseTest {
    @TempDir
    private Path root;

    @Test
    void whatOneDatabaseKeepsAnotherLoadsSimplestFirst() {
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", numbers(7));
        database.save("a", numbers(1, 2));
        database.save("a", numbers(3));
        assertThat(new FolderDatabase(root).load("a")).isEqualTo(List.of(numbers(3), numbers(7), numbers(1, 2)));
    }

    @Test
    void propertiesDoNotSeeEachOthersCases() {
        FolderDatabase database = new FolderDatabase(root);
        // Alike in what of a name can stand in a file's.
        database.save("a#b", numbers(1));
        database.save("a-b", numbers(2));
        assertThat(database.load("a#b")).containsExactly(numbers(1));
        assertThat(database.load("a-b")).containsExactly(numbers(2));
        assertThat(database.load("c")).isEmpty();
    }

    @Test
    void anyNameIsOneOfAFolder() {
        FolderDatabase database = new FolderDatabase(root);
        for (String name : List.of("../x", "x".repeat(5000), "ß\0/\\:*?", ".")) {
            database.save(name, numbers(1));
            assertThat(database.load(name)).containsExactly(numbers(1));
        }
        try (Stream<Path> folders = Files.list(root)) {
            assertThat(folders).hasSize(4);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aDeletedCaseIsForgotten() {
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", numbers(1));
        database.save("a", numbers(2));
        database.delete("a", numbers(1));
        database.delete("a", numbers(3));
        assertThat(database.load("a")).containsExactly(numbers(2));
    }

    @Test
    void theSameCaseIsKeptOnce() throws IOException {
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", numbers(1));
        database.save("a", numbers(1));
        assertThat(files()).hasSize(1);
    }

    @Test
    void damagedAndForeignFilesAreDroppedAndTheOthersStay() throws IOException {
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", numbers(1));
        Path good = files().getFirst();
        byte[] bytes = Files.readAllBytes(good);
        bytes[2] ^= 1;
        Files.write(good.resolveSibling("damaged.case"), bytes);
        Files.write(good.resolveSibling("empty.case"), new byte[0]);
        Files.write(good.resolveSibling("large.case"), new byte[FolderDatabase.MAX_CASE_BYTES + 1]);
        Files.writeString(good.resolveSibling("notes.txt"), "somebody's");
        assertThat(database.load("a")).containsExactly(numbers(1));
        assertThat(files()).containsExactlyInAnyOrder(good, good.resolveSibling("notes.txt"));
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws IOException {
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", numbers(1));
        Path kept = files().getFirst();
        Path fresh = Files.createFile(kept.resolveSibling("1.tmp"));
        Path old = Files.createFile(kept.resolveSibling("2.tmp"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        database.load("a");
        assertThat(files()).containsExactlyInAnyOrder(kept, fresh);
    }

    @Test
    void onlySoManyCasesAreKeptAndTheSimplestOfThem() {
        FolderDatabase database = new FolderDatabase(root);
        for (int i = FolderDatabase.MAX_CASES + 9; i >= 0; i--) {
            database.save("a", numbers(i));
        }
        assertThat(database.load("a"))
                .isEqualTo(LongStream.range(0, FolderDatabase.MAX_CASES)
                        .mapToObj(FolderDatabaseTest::numbers)
                        .toList());
    }

    @Test
    void aCaseThatIsTooLargeIsNotKept() throws IOException {
        var bounds = new BytesChoice.Bounds(0, Integer.MAX_VALUE);
        FolderDatabase database = new FolderDatabase(root);
        database.save("a", List.of(new BytesChoice(bounds, new byte[FolderDatabase.MAX_CASE_BYTES])));
        assertThat(files()).isEmpty();
    }

    @Test
    void writersAndReadersSideBySideLoseNothingAndReadNothingHalf() throws Exception {
        int writers = 4;
        int casesEach = FolderDatabase.MAX_CASES / writers;
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int first = writer * casesEach;
            tasks.add(() -> {
                // A database of its own for each, as each process has.
                FolderDatabase database = new FolderDatabase(root);
                boolean sound = true;
                for (int i = first; i < first + casesEach; i++) {
                    database.save("a", numbers(i));
                    database.save("a", numbers(0)); // The same file for all.
                    sound &= database.load("a").contains(numbers(i));
                }
                return sound;
            });
        }
        try (var executor = Executors.newFixedThreadPool(writers)) {
            for (Future<Boolean> done : executor.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(new FolderDatabase(root).load("a")).hasSize(FolderDatabase.MAX_CASES);
        assertThat(files()).hasSize(FolderDatabase.MAX_CASES);
    }

    @Test
    void aFolderThatCannotBeUsedKeepsNothingAndFailsNothing() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        FolderDatabase database = new FolderDatabase(file);
        database.save("a", numbers(1));
        database.delete("a", numbers(1));
        assertThat(database.load("a")).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<Choice> numbers(long... values) {
        var bounds = IntegerChoice.Bounds.of(Long.MIN_VALUE, Long.MAX_VALUE);
        return LongStream.of(values)
                .<Choice>mapToObj(value -> new IntegerChoice(bounds, value))
                .toList();
    }
}
