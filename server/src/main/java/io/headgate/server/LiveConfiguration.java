package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file and the proxy that serves it: read, compiled and swapped in whole or not at all, and again when the file, or a
 * certificate, key or authority file that it names, changes. Confined to one thread.
 */
final class LiveConfiguration {
    private final Path file;
    private final Proxy proxy;
    private final @Nullable String site;
    private final PersistenceSecret secret;
    private final Consumer<String> log;

    private @Nullable SnapshotCompiler compiler;
    private @Nullable FrontDoor inForce;
    /** The files of the last reading as they were before it; a file that was not there is there without a stamp. */
    private final Map<Path, Optional<FileStamp>> seen = new HashMap<>();

    private long revision;

    /**
     * @param site the site whose endpoints are preferred; null: the first one of the first file that is accepted
     * @param secret signs persistence cookies
     * @param log receives what an operator should read, a line at a time
     */
    LiveConfiguration(Path file, Proxy proxy, @Nullable String site, PersistenceSecret secret, Consumer<String> log) {
        this.file = file;
        this.proxy = proxy;
        this.site = site;
        this.secret = secret;
        this.log = log;
    }

    /**
     * Reads the file and puts it in force.
     *
     * @return false if it was refused, with every reason logged; then what was in force stays
     */
    boolean load() {
        seen.clear();
        // Each is looked at before it is read, so that a change meanwhile is seen as one.
        return switch (ConfigReader.read(file, opened -> seen.put(opened, FileStamp.of(opened)))) {
            case ConfigResult.Valid(var frontDoor, var warnings) -> {
                warnings.forEach(warning -> log.accept(warning.toString()));
                yield swap(frontDoor);
            }
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(problem -> log.accept(problem.toString()));
                yield false;
            }
        };
    }

    /** {@link #load}s again, and says so if what was in force has to stay. */
    void reload() {
        if (!load()) {
            log.accept(file + ": not applied; revision " + revision + " stays in force");
        }
    }

    /**
     * {@link #reload}s if a file has changed since the last reading, which may have refused what it was then. A file that has gone has
     * not changed yet: most likely it is being replaced.
     */
    void reloadIfChanged() {
        for (var entry : seen.entrySet()) {
            Optional<FileStamp> now = FileStamp.of(entry.getKey());
            if (now.isPresent() && !now.equals(entry.getValue())) {
                reload();
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

    private boolean swap(FrontDoor frontDoor) {
        try {
            Snapshot next = compilerFor(frontDoor).compile(frontDoor, revision + 1);
            proxy.swap(next);
            revision++;
            inForce = frontDoor;
            return true;
        } catch (IOException | IllegalArgumentException e) {
            log.accept(e.getMessage() == null ? e.toString() : e.getMessage());
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
