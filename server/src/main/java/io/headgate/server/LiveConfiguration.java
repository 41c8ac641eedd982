package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file and the proxy that serves it: read, compiled and swapped in whole or not at all, and again when the file
 * changes. Confined to one thread.
 */
final class LiveConfiguration {
    private final Path file;
    private final Proxy proxy;
    private final @Nullable String site;
    private final PersistenceSecret secret;
    private final Consumer<String> log;

    private @Nullable SnapshotCompiler compiler;
    private @Nullable FrontDoor inForce;
    private @Nullable FileStamp seen;
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
        // Before reading, so that a change meanwhile is seen as one.
        seen = FileStamp.of(file);
        return switch (ConfigReader.read(file)) {
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

    /** {@link #reload}s if the file has changed since it was last read. */
    void reloadIfChanged() {
        FileStamp now = FileStamp.of(file);
        if (now != null && !now.equals(seen)) {
            reload();
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
