package io.headgate.specs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The specifications and models in a folder.
 *
 * @param root the folder that holds {@code spec} and {@code models}
 */
record Catalogue(Path root) {
    /** Those that build on one another, each on the one before; whatever else is in the folder comes after them by name. */
    static final List<String> CHAIN =
            List.of("Consensus", "Voting", "BallotVoting", "Paxos", "MultiPaxos", "Lease", "Reconfig");

    /** The specifications of this folder, for whoever was started in it, as Maven starts tests. */
    static Catalogue here() {
        return new Catalogue(Path.of("").toAbsolutePath());
    }

    Path specFolder() {
        return root.resolve("spec");
    }

    /** The text of the module {@code spec}. */
    String text(String spec) {
        try {
            return Files.readString(specFolder().resolve(spec + ".tla"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> specs() {
        return names(specFolder(), ".tla").stream()
                .sorted((one, other) -> Integer.compare(place(one), place(other)))
                .toList();
    }

    /** The models of {@code spec} by name. */
    List<Model> models(String spec) {
        var folder = root.resolve("models").resolve(spec);
        return names(folder, ".cfg").stream()
                .map(name -> new Model(spec, name, folder))
                .toList();
    }

    List<Model> models() {
        return specs().stream().flatMap(spec -> models(spec).stream()).toList();
    }

    private static int place(String spec) {
        int place = CHAIN.indexOf(spec);
        return place < 0 ? CHAIN.size() : place;
    }

    private static List<String> names(Path folder, String ending) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
