package io.headgate.specs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One configuration of one specification.
 *
 * @param spec the name of the module it is about
 * @param name its own name, such as {@code small} or {@code broken-votes-once}
 * @param folder where its files are
 */
record Model(String spec, String name, Path folder) {
    private static final String BROKEN = "broken-";
    private static final String UNREFUTED = "unrefuted-";

    /** The module that TLC is started with: one that adds what a configuration file cannot say, if there is one. */
    String module() {
        var extended = spec + "Model";
        return Files.exists(folder.resolve(extended + ".tla")) ? extended : spec;
    }

    Path configuration() {
        return folder.resolve(name + ".cfg");
    }

    /** Where the counterexample is kept; there is a file exactly if the model has to be refuted. */
    Path trace() {
        return folder.resolve(name + ".trace");
    }

    boolean hasToBeRefuted() {
        return isBroken() || Files.exists(trace());
    }

    /** Whether the model takes too long for the tests. */
    boolean isLarge() {
        return name.startsWith("large");
    }

    boolean isBroken() {
        return name.startsWith(BROKEN);
    }

    boolean isUnrefuted() {
        return name.startsWith(UNREFUTED);
    }

    /** The name of the condition that is left out to see what happens. */
    Optional<String> removedGuard() {
        if (isBroken()) {
            return Optional.of(name.substring(BROKEN.length()));
        }
        return isUnrefuted() ? Optional.of(name.substring(UNREFUTED.length())) : Optional.empty();
    }

    /** The text of the configuration file. */
    String text() {
        try {
            return Files.readString(configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return spec + "/" + name;
    }
}
