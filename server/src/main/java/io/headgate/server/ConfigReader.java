package io.headgate.server;

import io.headgate.server.Problem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Reads a configuration file. Stateless; every method may be called from any thread.
 *
 * <p>No exception leaves a reading for anything that is in the file or the file system; what the reading opened is closed. Relative
 * names of other files are taken from the folder of the configuration file. Files named in the configuration are opened and checked;
 * nothing else is, and no name is resolved. Linear time in the length of the text.
 */
public final class ConfigReader {

    private ConfigReader() {}

    /** Reads a file in UTF-8, at most 16 MiB. */
    public static ConfigResult read(Path file) {
        return read(file, _ -> {});
    }

    /**
     * As above.
     *
     * @param opening told of the file, and of each certificate, key and authority file that it names, before it is looked at: when none
     *     of them has changed since, another reading would come to the same, but for the time of day
     */
    static ConfigResult read(Path file, Consumer<Path> opening) {
        String name = file.toString();
        opening.accept(file);
        try {
            long bytes = Files.size(file);
            if (bytes > YamlReader.MAX_CHARACTERS) {
                return unreadable(name, bytes + " bytes (expected: at most " + YamlReader.MAX_CHARACTERS + ")");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            Path folder = file.toAbsolutePath().normalize().getParent();
            Path base = folder == null ? Path.of("").toAbsolutePath() : folder;
            return read(name, text, new FileReader(base, Instant.now(), opening));
        } catch (NoSuchFileException _) {
            return unreadable(name, "no such file (expected: a readable YAML file)");
        } catch (CharacterCodingException _) {
            return unreadable(name, "not UTF-8 (expected: a YAML file in UTF-8)");
        } catch (IOException e) {
            return unreadable(name, "cannot be read: " + e + " (expected: a readable YAML file)");
        }
    }

    /**
     * Reads a text; relative names of other files are taken from the working folder.
     *
     * @param name what problems call the file
     */
    public static ConfigResult read(String name, String text) {
        return read(name, text, Path.of("").toAbsolutePath(), Instant.now());
    }

    /**
     * As above, with nothing taken from the surroundings.
     *
     * @param folder absolute; relative names of other files are taken from it
     * @param now certificates have to be valid at this time
     */
    static ConfigResult read(String name, String text, Path folder, Instant now) {
        return read(name, text, new FileReader(folder, now, _ -> {}));
    }

    private static ConfigResult read(String name, String text, FileReader files) {
        var problems = new Problems();
        Node root = YamlReader.read(name, text, problems);
        if (root == null) {
            return new ConfigResult.Invalid(problems.sorted());
        }
        FrontDoor frontDoor = new Value(root, "", problems).object(new FrontDoorReader(files)::read);
        if (frontDoor == null || problems.refused()) {
            return new ConfigResult.Invalid(problems.sorted());
        }
        return new ConfigResult.Valid(frontDoor, problems.sorted());
    }

    private static ConfigResult unreadable(String name, String message) {
        var problems = new Problems();
        problems.error(Kind.FILE, Source.wholeFile(name), "", message);
        return new ConfigResult.Invalid(problems.sorted());
    }
}
