package io.headgate.server;

import io.headgate.proxy.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file and what serves it: read, compiled and put in force whole or not at all, and again when the file, or a
 * certificate, key or authority file that it names, changes. Confined to one thread.
 */
final class LiveConfiguration {
    /** Whoever serves the configuration, and tells people about it. Called on the thread of the {@link LiveConfiguration}. */
    interface Owner {
        /**
         * Puts a configuration in force, whole or not at all.
         *
         * @param snapshot what {@code frontDoor} compiles to
         * @throws IOException saying why not; what was in force stays
         */
        void apply(FrontDoor frontDoor, Snapshot snapshot) throws IOException;

        /** Something is wrong in the file, or worth a look. */
        void report(Problem problem);

        /**
         * A file was refused.
         *
         * @param problems every reason, of which those in the file have been {@link #report reported}
         * @param revision what stays in force, 0 for nothing
         */
        void refused(List<String> problems, long revision);
    }

    private final Path file;
    private final @Nullable String site;
    private final PersistenceSecret secret;
    private final Owner owner;

    private @Nullable SnapshotCompiler compiler;
    private @Nullable FrontDoor inForce;
    /** The files of the last reading as they were before it; a file that was not there is there without a stamp. */
    private final Map<Path, Optional<FileStamp>> seen = new HashMap<>();

    private long revision;

    /**
     * @param site the site whose endpoints are preferred; null: the first one of the first file that is accepted
     * @param secret signs persistence cookies
     */
    LiveConfiguration(Path file, @Nullable String site, PersistenceSecret secret, Owner owner) {
        this.file = file;
        this.site = site;
        this.secret = secret;
        this.owner = owner;
    }

    /**
     * Reads the file and puts it in force.
     *
     * @return false if it was refused; then what was in force stays, and the owner knows why
     */
    boolean load() {
        seen.clear();
        // Each is looked at before it is read, so that a change meanwhile is seen as one.
        return switch (ConfigReader.read(file, opened -> seen.put(opened, FileStamp.of(opened)))) {
            case ConfigResult.Valid(var frontDoor, var warnings) -> {
                warnings.forEach(owner::report);
                yield apply(frontDoor);
            }
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(owner::report);
                owner.refused(problems.stream().map(Problem::toString).toList(), revision);
                yield false;
            }
        };
    }

    /**
     * {@link #load}s if a file has changed since the last reading, which may have refused what it was then. A file that has gone has
     * not changed yet: most likely it is being replaced.
     */
    void loadIfChanged() {
        for (var entry : seen.entrySet()) {
            Optional<FileStamp> now = FileStamp.of(entry.getKey());
            if (now.isPresent() && !now.equals(entry.getValue())) {
                load();
                return;
            }
        }
    }

    /**
     * The configuration that is served.
     *
     * @throws NullPointerException if none has been accepted yet
     */
    FrontDoor inForce() {
        return Objects.requireNonNull(inForce, "no configuration has been accepted yet");
    }

    private boolean apply(FrontDoor frontDoor) {
        try {
            owner.apply(frontDoor, compilerFor(frontDoor).compile(frontDoor, revision + 1));
            revision++;
            inForce = frontDoor;
            return true;
        } catch (IOException | IllegalArgumentException e) {
            owner.refused(List.of(e.getMessage() == null ? e.toString() : e.getMessage()), revision);
            return false;
        }
    }

    private SnapshotCompiler compilerFor(FrontDoor frontDoor) {
        SnapshotCompiler known = compiler;
        if (known == null) {
            known = new SnapshotCompiler(ownSite(frontDoor), secret);
            compiler = known;
        }
        return known;
    }

    private String ownSite(FrontDoor frontDoor) {
        if (site != null) {
            return site;
        }
        return frontDoor.sites().isEmpty() ? "" : frontDoor.sites().getFirst().name();
    }
}
