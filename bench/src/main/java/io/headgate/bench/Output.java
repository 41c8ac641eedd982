package io.headgate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Where figures go: a table on standard output, raw rows in a file. */
final class Output {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final DateTimeFormatter PRINTED_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'");

    private Output() {}

    /** The repository's root, as the start script says. */
    static Path root() {
        return Path.of(System.getProperty("headgate.root", "")).toAbsolutePath().normalize();
    }

    /** Prints the command, date, machine and versions that belong to every figure, the tables, and what went wrong. */
    static void print(
            String command, Arguments arguments, List<String> versions, List<Table> tables, List<String> problems)
            throws IOException {
        boolean markdown = arguments.flag("markdown");
        var mark = markdown ? "- " : "";
        var out = new PrintStream(System.out, /* autoFlush= */ true, StandardCharsets.UTF_8);
        out.println(mark + ("bench/" + command + " " + String.join(" ", arguments.commandLine())).strip());
        out.println(mark + LocalDateTime.now(ZoneOffset.UTC).format(PRINTED_TIME) + ", " + Kernel.machine());
        versions.forEach(version -> out.println(mark + version));
        for (var table : tables) {
            out.println();
            out.print(markdown ? table.markdown() : table.plain());
        }
        if (!problems.isEmpty()) {
            out.println();
            problems.forEach(problem -> out.println(mark + problem));
        }
    }

    /** Writes lines into a new file of the folder {@code --out}, {@code bench/results} unless given. */
    static void writeCsv(String name, Arguments arguments, List<String> lines) throws IOException {
        var folder =
                Path.of(arguments.text("out", root().resolve("bench/results").toString()));
        Files.createDirectories(folder);
        var file = folder.resolve(name + "-" + LocalDateTime.now(ZoneOffset.UTC).format(FILE_TIME) + ".csv");
        Files.write(file, lines);
        Progress.say("raw figures are in " + file);
    }
}
