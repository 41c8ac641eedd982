package io.headgate.property;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database of files: a folder per property, a file per test case, in the format of {@link ChoiceCodec}. A file is
 * named by its content and appears whole, by a rename, so any number of threads and processes may use one folder.
 *
 * <p>What it holds can be lost without harm. So a file that cannot be read, damaged or of another version, is deleted,
 * and a folder that cannot be used is told on standard error, once, and fails no test.
 */
final class FolderDatabase implements Database {
    /** Test cases per property. Beyond that the least simple go: a defect needs one, shrinking leaves some more. */
    static final int MAX_CASES = 64;

    /** Bytes of a test case. A larger one is not kept; the seed finds it again. */
    static final int MAX_CASE_BYTES = 1 << 20;

    private static final String CASE = ".case";
    private static final String UNFINISHED = ".tmp";
    /** A rename follows its write at once; a file that still waits for it was left by a process that died. */
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private static final int READABLE_NAME = 40;
    private static final int HASH_CHARACTERS = 16;

    private final Path root;
    private boolean told;

    FolderDatabase(Path root) {
        this.root = root;
    }

    @Override
    public List<List<Choice>> load(String name) {
        try {
            return cases(folder(name)).stream().map(Case::choices).toList();
        } catch (IOException | UncheckedIOException unusable) {
            tell(unusable);
            return List.of();
        }
    }

    @Override
    public void save(String name, List<Choice> choices) {
        byte[] bytes = ChoiceCodec.encode(choices);
        if (bytes.length > MAX_CASE_BYTES) {
            return;
        }
        try {
            Path folder = folder(name);
            Path file = folder.resolve(hash(bytes) + CASE);
            if (Files.exists(file)) {
                return;
            }
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "", UNFINISHED);
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            List<Case> cases = cases(folder);
            for (int i = MAX_CASES; i < cases.size(); i++) {
                Files.deleteIfExists(cases.get(i).file);
            }
        } catch (IOException | UncheckedIOException unusable) {
            tell(unusable);
        }
    }

    @Override
    public void delete(String name, List<Choice> choices) {
        try {
            Files.deleteIfExists(folder(name).resolve(hash(ChoiceCodec.encode(choices)) + CASE));
        } catch (IOException unusable) {
            tell(unusable);
        }
    }

    private record Case(Path file, List<Choice> choices) {}

    /** The cases in a folder, simplest first. Deletes what is no case and never will be. */
    private static List<Case> cases(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        List<Case> cases = new ArrayList<>();
        for (Path file : files) {
            try {
                if (file.toString().endsWith(CASE)) {
                    cases.add(new Case(file, read(file)));
                } else if (file.toString().endsWith(UNFINISHED) && isAbandoned(file)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException _) {
                // Another process was faster, and it is as if the file had not been listed.
            } catch (IllegalArgumentException _) {
                Files.deleteIfExists(file);
            }
        }
        cases.sort((a, b) -> Trial.compareChoices(a.choices, b.choices));
        return cases;
    }

    private static List<Choice> read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_CASE_BYTES) {
            throw new IllegalArgumentException(
                    file + ": " + size + " bytes (expected: at most " + MAX_CASE_BYTES + ")");
        }
        return ChoiceCodec.decode(Files.readAllBytes(file));
    }

    private static boolean isAbandoned(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(Instant.now().minus(ABANDONED_AFTER));
    }

    /** The folder of a property: the class and the method for people, and a hash because names may be alike and long. */
    private Path folder(String name) {
        String readable = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9]+", "-");
        return root.resolve(readable.substring(0, Math.min(readable.length(), READABLE_NAME)) + "-"
                + hash(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private void tell(Exception unusable) {
        if (!told) {
            told = true;
            System.err.println("Failing test cases are not kept in " + root.toAbsolutePath() + ": " + unusable);
        }
    }
}
